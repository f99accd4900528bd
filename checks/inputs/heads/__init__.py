"""Heads of requests and of answers, as tools and panels show them."""
