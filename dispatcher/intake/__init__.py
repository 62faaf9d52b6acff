"""Outside contacts to commands: mailboxes, a local socket, a watched folder. Each source on a thread of its own."""
