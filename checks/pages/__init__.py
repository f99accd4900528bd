"""What people see: the form, the report, the rules and the lab's index as pages that work without JavaScript."""
