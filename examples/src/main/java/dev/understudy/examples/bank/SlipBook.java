package dev.understudy.examples.bank;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// The slips of one teller that an account has seen. Numbers are kept as spans without a gap, so a million
/// slips in order take one entry.
///
/// @param spans the numbers seen, lowest first
/// @param outOfOrder how many slips came after one with a higher number
/// @param repeated how many slips came that had been seen before
public record SlipBook(List<Span> spans, long outOfOrder, long repeated) {
    /// The book of an account that has seen no slip.
    public static final SlipBook EMPTY = new SlipBook(List.of(), 0, 0);

    /// Numbers without a gap.
    ///
    /// @param first the lowest of them
    /// @param last the highest of them
    public record Span(long first, long last) {
        /// Checks the order.
        public Span {
            if (last < first) {
                throw new IllegalArgumentException("a span from %d to %d is empty".formatted(first, last));
            }
        }

        boolean contains(long number) {
            return first <= number && number <= last;
        }
    }

    /// Copies the spans.
    public SlipBook {
        spans = List.copyOf(spans);
    }

    /// Whether this number was seen.
    public boolean contains(long number) {
        return spans.stream().anyMatch(span -> span.contains(number));
    }

    /// The highest number seen, or 0 if there was none.
    public long highest() {
        return spans.isEmpty() ? 0 : spans.getLast().last();
    }

    /// How many numbers were seen.
    public long count() {
        return spans.stream().mapToLong(span -> span.last() - span.first() + 1).sum();
    }

    /// All numbers seen, lowest first.
    public LongStream numbers() {
        return spans.stream().flatMapToLong(span -> LongStream.rangeClosed(span.first(), span.last()));
    }

    /// The book after a slip of this number was seen.
    public SlipBook with(long number) {
        if (contains(number)) {
            return new SlipBook(spans, outOfOrder, repeated + 1);
        }
        return new SlipBook(withNew(number), outOfOrder + (number < highest() ? 1 : 0), repeated);
    }

    private List<Span> withNew(long number) {
        List<Span> merged = new ArrayList<>(spans.size() + 1);
        Span grown = new Span(number, number);
        for (Span span : spans) {
            if (span.last() == grown.first() - 1) {
                grown = new Span(span.first(), grown.last());
            } else if (span.first() == grown.last() + 1) {
                grown = new Span(grown.first(), span.last());
            } else if (span.last() < grown.first()) {
                merged.add(span);
            } else {
                merged.add(grown);
                grown = span;
            }
        }
        merged.add(grown);
        return merged;
    }
}
