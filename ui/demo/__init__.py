"""The guided dispatch: the real window, used by keys as a person would, telling and photographing what it does."""
