return 204
