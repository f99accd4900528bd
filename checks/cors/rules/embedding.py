"""Answers to elements and to mode no-cors: Cross-Origin-Resource-Policy, embedder policy, types."""
