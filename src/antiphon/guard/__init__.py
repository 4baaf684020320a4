"""What a person must settle first: bursts and copies before they are set aside, disclosures of harm before anything else.

Words: *flag* (responses that look alike or came in a burst, and why), *concern* (words that may disclose harm, with a clock).
"""
