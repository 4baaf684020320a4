"""The contenders of `./dev bench cascade`, and the mail server that all of them send to."""
