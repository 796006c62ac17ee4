"""What the configurations of Cisco IOS and ASA have in common."""
