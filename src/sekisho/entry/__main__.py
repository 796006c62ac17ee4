"""`python -m sekisho.entry`."""

import sys

from sekisho.entry import main

sys.exit(main())
