"""Every page of the portal, seen by axe in Chromium at 1280 and 360 px, empty, full and with errors.

A new page fails `test_every_page_is_on_the_list` until it is listed. To list it, write in `pages/<area>.py`:

    @page("approvals:inbox", "empty")
    def _():
        return Visit(reverse("approvals:inbox"), user=account())

    @page("account_login", "error")
    def _():
        return Visit(reverse("account_login"), act=press("Sign in"))

The function runs on a database of its own, so it makes whatever the page should show (tests/factories), and returns where to go,
as whom, and what to do there before axe looks. Pages that show one and the same world name the function that makes it,
`@page(..., world=some_of_everything)`: it runs once in a process, and each page begins on a copy of what it made.
A state whose name begins with "error" must end on a page whose title opens with "Error:".
An address that shows no page (a verb, a file, a redirect, a door for machines) is listed with its reason: `not_a_page(name, why)`.
"""
