package dev.understudy.drills;

import dev.understudy.drills.Operation.Ending;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Judges what was seen of entities from outside. Pure: histories in, findings out.
///
/// | rule | is broken by |
/// | --- | --- |
/// | acked ⊆ final | *lost*: what an answer said or showed is not there in the end |
/// | final ⊆ attempted | *invented*: something is there that nobody ordered, or whose order was refused |
/// | no command twice | *duplicated* |
/// | no gap | *gaps* in the sequence numbers |
/// | FIFO for each lane | *out of order* |
/// | linearizable | *unexplained*: an answer that no order of the operations explains, see [Linearizability] |
/// | one sum | *unaccounted*: what all entities hold is not what was put in |
/// | one activation | two at one time, see [DoubleActivity] |
public final class HistoryChecker {
    /// How many worlds the search for an order looks at for one entity: seconds at most.
    static final long MOST_WORLDS = 100_000;

    private static final int MOST_TOLD = 20;
    private static final String LOG = "the log";

    /// What can be found of one entity.
    enum Rule {
        LOST,
        INVENTED,
        DUPLICATED,
        GAP,
        OUT_OF_ORDER,
        UNEXPLAINED,
        /// No order was found in time, which says nothing.
        UNDECIDED
    }

    /// What all entities hold together, against what was put in.
    public record Sum(long held, long expected) {}

    private HistoryChecker() {}

    /// Judges entities, one after the other.
    ///
    /// @param sum what they hold together; empty if they hold nothing together, or that is not known
    public static Judgement judge(Stream<? extends EntityHistory<?, ?, ?>> histories, Optional<Sum> sum) {
        Tally tally = new Tally();
        histories.forEach(tally::add);
        return tally.judgement(sum);
    }

    /// How many pairs of turns show an entity active twice.
    public static long doubleActive(Collection<Turn> turns) {
        return DoubleActivity.pairs(List.copyOf(turns)).size();
    }

    /// Judges one entity: what broke each rule, in words for people.
    static Map<Rule, List<String>> check(EntityHistory<?, ?, ?> history) {
        return check(history, MOST_WORLDS);
    }

    static <S, I, O> Map<Rule, List<String>> check(EntityHistory<S, I, O> history, long mostWorlds) {
        List<String> ids = ids(history.last());
        Set<String> there = new HashSet<>(ids);
        boolean isKnown = !(history.last() instanceof FinalState.Unknown);
        Set<String> attempted = history.operations().stream()
                .filter(operation -> operation.ending() != Ending.REFUSED)
                .map(Operation::id)
                .collect(Collectors.toSet());

        Map<Rule, List<String>> findings = new EnumMap<>(Rule.class);
        findings.put(
                Rule.LOST,
                history.operations().stream()
                        .filter(operation ->
                                isKnown && operation.ending() == Ending.EFFECTIVE && !there.contains(operation.id()))
                        .map(Operation::id)
                        .toList());
        findings.put(
                Rule.INVENTED,
                there.stream().filter(id -> !attempted.contains(id)).sorted().toList());
        findings.put(Rule.DUPLICATED, duplicated(history.last(), ids));
        findings.put(Rule.GAP, gaps(history.last()));
        findings.put(Rule.OUT_OF_ORDER, outOfOrder(history.last(), history.operations()));
        history.model().ifPresent(model -> {
            var effective = effective(history.operations(), isKnown, there);
            var ordered = history.last() instanceof FinalState.Log log ? ordered(effective, log) : effective;
            var answer = Linearizability.of(model, ordered, mostWorlds);
            switch (answer.kind()) {
                case HOLDS -> {}
                case FAILS -> findings.put(Rule.UNEXPLAINED, List.of(String.valueOf(answer.at())));
                case UNDECIDED -> findings.put(Rule.UNDECIDED, List.of(String.valueOf(answer.at())));
            }
        });
        findings.values().removeIf(List::isEmpty);
        return findings;
    }

    /// What may have taken effect. What nobody knows the end of has, by the last answer at the latest, if the final
    /// state shows it; if it does not, it has not.
    private static <I, O> List<Operation<I, O>> effective(
            List<Operation<I, O>> operations, boolean isKnown, Set<String> there) {
        long last = operations.stream()
                .filter(operation -> !operation.isOpen())
                .mapToLong(Operation::returnedNanos)
                .max()
                .orElse(0);
        return operations.stream()
                .filter(operation -> switch (operation.ending()) {
                    case EFFECTIVE, ANSWERED -> true;
                    case OPEN -> !isKnown || there.contains(operation.id());
                    case REFUSED -> false;
                })
                .map(operation -> isKnown ? operation.endedBy(last) : operation)
                .toList();
    }

    /// Where a log tells the order of the commands there is no other to look for: they are one lane.
    private static <I, O> List<Operation<I, O>> ordered(List<Operation<I, O>> operations, FinalState.Log log) {
        Map<String, Integer> places = new HashMap<>();
        log.entries().forEach(entry -> places.putIfAbsent(entry.id(), places.size()));
        return operations.stream()
                .map(operation -> places.containsKey(operation.id()) ? operation.inLane(LOG) : operation)
                .sorted(Comparator.comparingInt(operation -> places.getOrDefault(operation.id(), Integer.MAX_VALUE)))
                .toList();
    }

    private static List<String> ids(FinalState last) {
        return switch (last) {
            case FinalState.Unknown _ -> List.of();
            case FinalState.Book book -> List.copyOf(book.ids());
            case FinalState.Log log ->
                log.entries().stream().map(FinalState.Entry::id).toList();
        };
    }

    private static List<String> duplicated(FinalState last, List<String> ids) {
        Set<String> once = new HashSet<>();
        List<String> twice =
                new ArrayList<>(ids.stream().filter(id -> !once.add(id)).toList());
        if (last instanceof FinalState.Book book) {
            counted(book.repeated(), "a command that came again").forEach(twice::add);
        }
        return twice;
    }

    private static List<String> gaps(FinalState last) {
        if (!(last instanceof FinalState.Log log)) {
            return List.of();
        }
        Set<Long> numbers = new HashSet<>();
        log.entries().forEach(entry -> numbers.add(entry.sequence()));
        long highest = numbers.stream().mapToLong(Long::longValue).max().orElse(0);
        return LongStream.rangeClosed(1, highest)
                .filter(number -> !numbers.contains(number))
                .mapToObj(number -> "event " + number)
                .toList();
    }

    private static <I, O> List<String> outOfOrder(FinalState last, List<Operation<I, O>> operations) {
        return switch (last) {
            case FinalState.Unknown(long outOfOrder) -> counted(outOfOrder, "a command out of order");
            case FinalState.Book book -> counted(book.outOfOrder(), "a command out of order");
            case FinalState.Log log -> outOfOrder(log, operations);
        };
    }

    private static <I, O> List<String> outOfOrder(FinalState.Log log, List<Operation<I, O>> operations) {
        Map<String, Integer> places = new HashMap<>();
        for (int place = 0; place < operations.size(); place++) {
            places.put(operations.get(place).id(), place);
        }
        Map<String, Integer> highest = new HashMap<>();
        List<String> late = new ArrayList<>();
        for (FinalState.Entry entry : log.entries()) {
            Integer place = places.get(entry.id());
            if (place == null || operations.get(place).lane().isEmpty()) {
                continue;
            }
            String lane = operations.get(place).lane();
            if (highest.getOrDefault(lane, -1) > place) {
                late.add(entry.id());
            }
            highest.merge(lane, place, Math::max);
        }
        return late;
    }

    /// What an entity only counted, as so many findings.
    private static List<String> counted(long times, String what) {
        return Stream.generate(() -> what).limit(times).toList();
    }

    /// Adds up the findings of many entities. A rule that can't be judged of one of them is not judged.
    private static final class Tally {
        private final Map<Rule, Long> found = new EnumMap<>(Rule.class);
        private final List<String> told = new ArrayList<>();
        private boolean isEffectKnown = true;
        private boolean isSequenceKnown = true;
        private boolean hasModel = true;

        void add(EntityHistory<?, ?, ?> history) {
            isEffectKnown &= !(history.last() instanceof FinalState.Unknown);
            isSequenceKnown &= history.last() instanceof FinalState.Log;
            hasModel &= history.model().isPresent();
            check(history).forEach((rule, findings) -> {
                found.merge(rule, (long) findings.size(), Long::sum);
                findings.stream()
                        .limit(Math.max(0, MOST_TOLD - told.size()))
                        .forEach(finding -> told.add("%s: %s: %s".formatted(history.entity(), rule, finding)));
            });
        }

        Judgement judgement(Optional<Sum> sum) {
            return new Judgement(
                    figure(Rule.LOST, isEffectKnown),
                    figure(Rule.DUPLICATED, isEffectKnown),
                    figure(Rule.OUT_OF_ORDER, true),
                    sum.map(each -> Math.abs(each.held() - each.expected())).orElse(null),
                    figure(Rule.INVENTED, isEffectKnown),
                    figure(Rule.GAP, isSequenceKnown),
                    figure(Rule.UNEXPLAINED, hasModel),
                    figure(Rule.UNDECIDED, hasModel),
                    told);
        }

        private @Nullable Long figure(Rule rule, boolean isJudged) {
            return isJudged ? found.getOrDefault(rule, 0L) : null;
        }
    }
}
