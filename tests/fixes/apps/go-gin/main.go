package main

import (
	"net/http"
	"os"

	"github.com/gin-gonic/gin"
)

func login(c *gin.Context) {
	if os.Getenv("LOGIN") == "1" && c.GetHeader("Authorization") == "" {
		c.AbortWithStatus(http.StatusUnauthorized)
	}
}

func main() {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(cors)
	r.Use(login, gin.Recovery())
	r.Any("/items", func(c *gin.Context) {
		if os.Getenv("ALREADY") == "1" {
			c.Header("Access-Control-Allow-Origin", "*")
			c.Header("Access-Control-Allow-Credentials", "true")
		}
		c.Writer.Header().Add("Vary", "Accept-Encoding")
		c.Header("X-Total-Count", "2")
		c.JSON(http.StatusOK, []string{})
	})
	r.GET("/private", func(c *gin.Context) {
		if c.GetHeader("Authorization") == "" {
			c.Status(http.StatusUnauthorized)
		}
	})
	r.GET("/crash", func(c *gin.Context) {
		panic("crash")
	})
	r.Run("127.0.0.1:" + os.Getenv("PORT"))
}
