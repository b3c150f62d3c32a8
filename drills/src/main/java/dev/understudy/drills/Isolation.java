package dev.understudy.drills;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.understudy.cluster.Certificates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Cuts a minority of the nodes off from the others, with a caller that goes on asking them; heals the network when the
/// others have taken over and the minority's leases are long over.
///
/// *Partition*: what passes is dropped. *Reset attack*: it is answered with TCP resets, though the processes live; a
/// forged death certificate where such resets are believed. The driver stays with the majority.
final class Isolation implements Drill {
    private static final Duration TAKEOVER_PATIENCE = ofSeconds(10);

    /// From the takeover on: longer than any lease that the minority may have, so that its end is seen too.
    private static final Duration LEAST_AFTER = Guarantees.LEASE.plus(ofMillis(300));

    private static final Duration MOST_AFTER = LEAST_AFTER.plus(ofSeconds(1));
    private static final Duration MERGE_PATIENCE = ofSeconds(10);

    private final boolean isByResets;

    private Isolation(boolean isByResets) {
        this.isByResets = isByResets;
    }

    static Isolation partition() {
        return new Isolation(false);
    }

    static Isolation resets() {
        return new Isolation(true);
    }

    @Override
    public String name() {
        return isByResets ? "reset-attack" : "partition-minority";
    }

    @Override
    public String summary() {
        return isByResets
                ? "reset and refuse all connections of an owner that lives, while a caller goes on asking it"
                : "cut a minority off, with the owner of busy entities and a caller in it, and heal the network";
    }

    @Override
    public Needs needs() {
        Needs needs = Needs.STANDARD.withNodes(3, 3).withLinks().withFarCaller();
        return isByResets ? needs.withCertificates(Certificates.PROCESS, Certificates.SOCKET) : needs;
    }

    @Override
    public void strike(Stage stage) {
        List<String> nodes = List.copyOf(stage.grid().nodes());
        List<String> minority = new ArrayList<>(List.of(stage.ownerOfBusy()));
        if (!isByResets) {
            minority.addAll(stage.draw((nodes.size() - 1) / 2 - 1, minority));
        }
        List<String> these = new ArrayList<>(minority);
        these.add(Links.FAR_CALLER);
        List<String> those = new ArrayList<>(nodes);
        those.removeAll(minority);
        those.add(Links.DRIVER);

        Strike strike = stage.aim(isByResets ? FaultKind.RESETS : FaultKind.CUT, minority);
        strike.hit(() -> {
            if (isByResets) {
                stage.links().reset(these, those);
            } else {
                stage.links().cut(these, those);
            }
        });
        if (!stage.await(() -> strike.seen().takenOverNanos().isPresent(), TAKEOVER_PATIENCE)) {
            strike.doubt("nobody took over from %s within %d s"
                    .formatted(String.join(" and ", minority), TAKEOVER_PATIENCE.toSeconds()));
        }
        stage.await(stage.between(LEAST_AFTER, MOST_AFTER));
        strike.end(() -> stage.links().heal());
        boolean isWhole = stage.await(
                () -> nodes.stream().allMatch(node -> stage.view().member(node).isPresent()), MERGE_PATIENCE);
        strike.evidence("%s, owner of %d entities, %s for %d ms with a caller; the view was %s"
                .formatted(
                        String.join(" and ", minority),
                        strike.affected().size(),
                        isByResets ? "reset and refused" : "cut off",
                        strike.lasted().toMillis(),
                        isWhole
                                ? "whole again in time"
                                : "not whole again " + MERGE_PATIENCE.toSeconds() + " s later"));
    }
}
