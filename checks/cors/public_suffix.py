"""The public suffix list, loaded once, on first use."""

from publicsuffixlist import PublicSuffixList

LIST = PublicSuffixList()
