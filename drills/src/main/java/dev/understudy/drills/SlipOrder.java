package dev.understudy.drills;

import dev.understudy.examples.bank.SlipBook;

/// Judges from the statements of one account, in the order in which they were given, whether the slips of one
/// teller came in order.
///
/// An account counts what came out of order while it lives. One that was activated anew has forgotten what came
/// before; then no slip may come that is lower than the highest one which its predecessor had seen.
///
/// Not thread-safe.
final class SlipOrder {
    private SlipBook last = SlipBook.EMPTY;
    private long floor; // the highest slip that the predecessors of this activation had seen
    private long highest;
    private long before; // violations that the predecessors showed
    private long now; // violations that this activation has shown

    /// The account has shown its book.
    void saw(SlipBook book) {
        if (!remembers(book)) {
            before += now;
            floor = highest;
        }
        now = book.outOfOrder()
                + book.numbers().takeWhile(number -> number <= floor).count();
        highest = Math.max(highest, book.highest());
        last = book;
    }

    private boolean remembers(SlipBook book) {
        return last.spans().stream()
                .allMatch(seen -> book.spans().stream()
                        .anyMatch(span -> span.first() <= seen.first() && seen.last() <= span.last()));
    }

    /// How many slips were seen out of order.
    long violations() {
        return before + now;
    }
}
