package dev.understudy.cluster.jgroups;

/// How many more bundles may go to one peer on one channel.
///
/// A window belongs to a generation, the number that we gave to this period of being connected. The peer reports
/// how many bundles of it were consumed in all, so a report may be lost, repeated or late without harm; one of
/// another generation is ignored, or credit from before a partition would inflate the window after it. Not
/// thread-safe.
///
/// ```
///            open(generation)                    close()
///  closed ────────────────────▶ open ─────────────────────▶ closed
///                               │ ▲  take(), granted(…)
///                               └─┘
/// ```
final class CreditWindow {
    private final int credits;
    private int generation;
    private boolean isOpen;
    private long sent;
    private long consumed;

    CreditWindow(int credits) {
        this.credits = credits;
    }

    /// Starts afresh: whatever was under way in an earlier generation will never be reported.
    void open(int newGeneration) {
        generation = newGeneration;
        isOpen = true;
        sent = 0;
        consumed = 0;
    }

    void close() {
        isOpen = false;
    }

    boolean isOpen() {
        return isOpen;
    }

    boolean hasCredit() {
        return isOpen && sent - consumed < credits;
    }

    /// Whether the peer has read enough that half of the credit is left: it does not hang.
    boolean isHalfFree() {
        return isOpen && sent - consumed <= credits / 2;
    }

    /// Uses up one credit.
    ///
    /// @return the sequence number of the bundle that may now be sent
    long take() {
        if (!hasCredit()) {
            throw new IllegalStateException("no credit in generation " + generation + ": this is a bug of the writer");
        }
        return sent++;
    }

    int generation() {
        return generation;
    }

    /// Takes the peer's report.
    ///
    /// @return whether it was news
    boolean granted(int ofGeneration, long consumedInAll) {
        if (!isOpen || ofGeneration != generation || consumedInAll <= consumed || consumedInAll > sent) {
            return false;
        }
        consumed = consumedInAll;
        return true;
    }
}
