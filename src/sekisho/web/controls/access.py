"""Who may see the status and who may say something about it."""

READ = "status.read"
ATTEST = "controls.attest"
ADOPT = "controls.adopt"  # ask for and end exemptions
EVIDENCE = "evidence.read"
