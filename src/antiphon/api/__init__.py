"""The face for other systems: what an organisation's own software may send in and read, in JSON.

Its words: *key* (`network.ApiKey`: who asks), *problem* (an error as RFC 9457 has it), *cursor* (where the next page begins),
*taken* (one request to take in a response, so that sending it again does nothing more).
"""
