"""What people see, as pages that work without JavaScript. It must not know of the API, nor of the terminal."""
