package main

import "github.com/gin-gonic/gin"

func cors(c *gin.Context) {}
