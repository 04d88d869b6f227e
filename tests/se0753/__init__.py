"""What the source says, sentence by sentence, and that the portal keeps it. Each test is named after what it reads there."""
