package dev.understudy.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.drills.EntityHistory;
import dev.understudy.drills.FinalState;
import dev.understudy.drills.HistoryChecker;
import dev.understudy.drills.Judgement;
import dev.understudy.drills.Operation;
import dev.understudy.drills.SequentialModel;
import dev.understudy.sharding.ownership.Durability;
import dev.understudy.sharding.ownership.Rule;
import dev.understudy.sharding.ownership.Rules;
import dev.understudy.testkit.simulation.Profile;
import dev.understudy.testkit.simulation.Scenario;
import dev.understudy.testkit.simulation.ScenarioLibrary;
import dev.understudy.testkit.simulation.Simulation;
import dev.understudy.testkit.simulation.Story;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The protocol that every node runs, in a simulated grid whose clients' history goes to the checker of the drills: it
/// finds nothing while all rules are followed, and something as soon as the output gate or the seal is off.
///
/// The checker is told what clients see, and nothing of what happens inside.
class RuleTakenOutTest {
    private static final long SEEDS = 100;
    private static final Set<String> UNTRUE_CLOCKS = Set.of("jump", "suspend");

    /// What the owner b was asked last has reached its backup c, which takes over, and not its backup a. Without a seal
    /// c
    /// believes that a has it too, answers, and is gone.
    private static final String UNSEALED_TAKEOVER = """
            grid nodes=3 shards=1 backups=2 length=2500
            at 300 ask a 0
            at 450 hold b a Append
            at 460 ask a 0
            at 470 crash b certified
            at 600 crash c certified
            """;

    /// A shard answers how many commands it has applied.
    private static final SequentialModel<Integer, Boolean, Integer> COUNTER = new SequentialModel<>() {
        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public Optional<Integer> step(Integer state, Boolean isRead, @Nullable Integer output) {
            int count = isRead ? state : state + 1;
            return output == null || output == count ? Optional.of(count) : Optional.empty();
        }
    };

    private static final Judgement CLEAN = new Judgement(0L, 0L, 0L, null, 0L, 0L, 0L, 0L, List.of());

    @Test
    void aGridThatFollowsAllRulesIsFoundRight() {
        assertThat(scenarios().flatMap(scenario -> judge(scenario, Rules.all()).stream()))
                .hasSizeGreaterThan((int) SEEDS / 10)
                .noneMatch(RuleTakenOutTest::isWrong);
    }

    @Test
    void anOutputGateThatIsOffIsFound() {
        Scenario scenario = directed("reply-overtakes");

        assertThat(judge(scenario, Rules.all()).orElseThrow()).isEqualTo(CLEAN);
        assertThat(judge(scenario, Rules.without(Rule.REPLY_WAITS_FOR_APPENDS)).orElseThrow())
                .satisfies(judgement -> assertThat(judgement.lost()).isPositive())
                .satisfies(judgement -> assertThat(judgement.notLinearizable()).isPositive());
    }

    @Test
    void aSealThatIsOffIsFound() {
        Scenario scenario = Scenario.parse(UNSEALED_TAKEOVER);

        assertThat(judge(scenario, Rules.all()).orElseThrow()).isEqualTo(CLEAN);
        assertThat(judge(scenario, Rules.without(Rule.SEAL)).orElseThrow())
                .satisfies(judgement -> assertThat(judgement.lost()).isPositive())
                .satisfies(judgement -> assertThat(judgement.notLinearizable()).isPositive());
    }

    /// Whether something was found; that an order was not found in time is no finding.
    private static boolean isWrong(Judgement judgement) {
        return Stream.of(
                        judgement.lost(),
                        judgement.duplicated(),
                        judgement.orderViolations(),
                        judgement.invented(),
                        judgement.gaps(),
                        judgement.notLinearizable())
                .anyMatch(figure -> figure == null || figure != 0);
    }

    /// Random schedules of grids whose state survives what happens in them, and whose clocks are what is assumed.
    private static Stream<Scenario> scenarios() {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> Profile.of(seed).scenario(seed))
                .filter(scenario -> scenario.durability() == Durability.DISK_SYNC)
                .filter(scenario ->
                        scenario.actions().stream().noneMatch(action -> UNTRUE_CLOCKS.contains(action.verb())));
    }

    private static Scenario directed(String name) {
        Scenario scenario = Scenario.parse(ScenarioLibrary.text(name));
        return scenario.withActions(scenario.actions().stream()
                .filter(action -> !action.verb().equals("expect"))
                .toList());
    }

    /// What the checker says of a run; empty of one that says nothing.
    private static Optional<Judgement> judge(Scenario scenario, Rules rules) {
        return new Simulation(scenario, rules, null)
                .story()
                .filter(story -> !story.isTold())
                .map(story -> HistoryChecker.judge(
                        story.held().keySet().stream().map(shard -> history(story, shard)), Optional.empty()));
    }

    private static EntityHistory<Integer, Boolean, Integer> history(Story story, int shard) {
        List<Integer> held = story.held().getOrDefault(shard, List.of());
        List<Operation<Boolean, Integer>> operations = new ArrayList<>();
        for (Story.Command command : story.commands()) {
            if (command.shard() == shard) {
                operations.add(operation(command));
            }
        }
        operations.add(new Operation<>(
                "", "", true, held.size(), Operation.Ending.ANSWERED, story.endedAt(), story.endedAt()));
        List<FinalState.Entry> entries = new ArrayList<>();
        held.forEach(id -> entries.add(new FinalState.Entry(entries.size() + 1, String.valueOf(id))));
        return new EntityHistory<>("shard " + shard, Optional.of(COUNTER), operations, new FinalState.Log(entries));
    }

    private static Operation<Boolean, Integer> operation(Story.Command command) {
        Operation.Ending ending = switch (command.end()) {
            case ANSWERED -> command.isRead() ? Operation.Ending.ANSWERED : Operation.Ending.EFFECTIVE;
            case REFUSED -> Operation.Ending.REFUSED;
            case OPEN -> Operation.Ending.OPEN;
        };
        return new Operation<>(
                command.isRead() ? "" : String.valueOf(command.id()),
                command.isAsk() ? "" : command.lane(),
                command.isRead(),
                command.end() == Story.End.ANSWERED ? Integer.valueOf(command.applied()) : null,
                ending,
                command.begunAt(),
                command.endedAt());
    }
}
