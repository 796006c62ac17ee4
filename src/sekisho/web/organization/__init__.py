"""People, departments, security roles and posts, scope, sign-in and second factor."""
