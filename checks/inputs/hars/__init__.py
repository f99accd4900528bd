"""HAR files (http://www.softwareishard.com/blog/har-12-spec/): what was recorded of requests and their answers."""
