import sys

# Stands for a reader's program: prints what the SDK logs, and holds what the articles search for.
SETTINGS = {"model": "claude-3-5-haiku-20241022", "max_tokens": 64000, "timeout": 600, "betas": ["context-1m-2025-08-07"]}
print('httpx - INFO - HTTP Request: POST https://llm.example/v1/messages "HTTP/1.1 429 Too Many Requests"', file=sys.stderr)
print("anthropic - INFO - Retrying request to /v1/messages in 0.5 seconds", file=sys.stderr)
