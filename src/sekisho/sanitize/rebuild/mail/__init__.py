"""Mail (RFC 5322, MIME): taken apart, each part sent across by itself, composed anew."""
