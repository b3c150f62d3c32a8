package dev.understudy.sharding.ownership;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One attempt after the other to have a configuration chosen.
///
/// ```text
///     IDLE -- propose, leader's first --> ACCEPTING -- majority --> chosen, IDLE
///       |                                    ^  |
///       |                       |      majority |
///       +-- propose, anyone --> PREPARING <-----+ no majority in time: higher ballot
///       ^                       |
///       +-----------------------+ no majority in time: withdrawn
/// ```
///
/// In the first phase a value that was accepted before must be taken up in place of one's own. A proposal that
/// finds no majority in that phase is withdrawn: nobody has accepted it under this ballot, and who computes it
/// anew knows more. One that waited for voters to return would name the dead of long ago, and not those since.
final class Proposer {
    private enum Phase {
        IDLE,
        PREPARING,
        ACCEPTING
    }

    private final Incarnation self;
    private Phase phase = Phase.IDLE;
    private long epoch;
    private @Nullable Configuration wanted;
    private @Nullable Ballot ballot;
    private @Nullable Configuration value;
    private @Nullable Ballot valueBallot;
    private List<MemberId> acceptors = List.of();
    private final Set<MemberId> promised = new LinkedHashSet<>();
    private final Map<MemberId, Map<Incarnation, Long>> accepted = new LinkedHashMap<>();
    private int highestRound;
    private int attempts;
    private long sentAt;
    private long shortcutTaken;

    Proposer(Incarnation self) {
        this.self = self;
    }

    boolean isBusy() {
        return phase != Phase.IDLE;
    }

    long sentAt() {
        return sentAt;
    }

    int attempts() {
        return attempts;
    }

    /// Begins. The leader that the current configuration names may skip the first phase, once in an epoch.
    void propose(Configuration next, List<MemberId> voters, boolean mayskip, int seenRound, long now, Outbox out) {
        epoch = next.epoch();
        wanted = next;
        acceptors = voters;
        highestRound = Math.max(highestRound, seenRound);
        attempts = 0;
        if (mayskip && shortcutTaken < epoch && seenRound == 0) {
            shortcutTaken = epoch;
            ballot = new Ballot(0, self);
            value = next;
            accept(now, out);
        } else {
            prepare(now, out);
        }
    }

    /// What an attempt that no majority answered in time comes to: a second try to have accepted what may have
    /// been accepted, or the withdrawal of what can't have been.
    void timedOut(long now, Outbox out) {
        if (phase == Phase.ACCEPTING) {
            attempts++;
            prepare(now, out);
        } else {
            phase = Phase.IDLE;
        }
    }

    void stop() {
        phase = Phase.IDLE;
        wanted = null;
        value = null;
        valueBallot = null;
        highestRound = 0;
        promised.clear();
        accepted.clear();
    }

    private void prepare(long now, Outbox out) {
        phase = Phase.PREPARING;
        highestRound++;
        ballot = new Ballot(highestRound, self);
        value = null;
        valueBallot = null;
        promised.clear();
        accepted.clear();
        sentAt = now;
        for (var voter : acceptors) {
            out.send(voter, new Message.Prepare(epoch, ballot));
        }
    }

    private void accept(long now, Outbox out) {
        phase = Phase.ACCEPTING;
        accepted.clear();
        sentAt = now;
        for (var voter : acceptors) {
            out.send(voter, new Message.Accept(epoch, ballot(), value()));
        }
    }

    void promised(MemberId voter, Message.Promise promise, Quorum quorum, long now, Outbox out) {
        if (phase != Phase.PREPARING
                || !acceptors.contains(voter)
                || promise.epoch() != epoch
                || !promise.ballot().equals(ballot)) {
            return;
        }
        promised.add(voter);
        var earlier = promise.accepted();
        if (earlier != null && (valueBallot == null || earlier.compareTo(valueBallot) > 0)) {
            valueBallot = earlier;
            value = promise.value();
        }
        if (quorum.isMet(promised)) {
            if (value == null) {
                value = wanted;
            }
            accept(now, out);
        }
    }

    /// The chosen configuration with the greatest bounds that the quorum reported, once there is one.
    Optional<Outbox.Chosen> accepted(MemberId voter, Message.Accepted acceptance, Quorum quorum) {
        if (phase != Phase.ACCEPTING
                || !acceptors.contains(voter)
                || acceptance.epoch() != epoch
                || !acceptance.ballot().equals(ballot)) {
            return Optional.empty();
        }
        accepted.put(voter, acceptance.bounds());
        if (!quorum.isMet(accepted.keySet())) {
            return Optional.empty();
        }
        var bounds = new LinkedHashMap<Incarnation, Long>();
        for (var reported : accepted.values()) {
            reported.forEach((run, remaining) -> bounds.merge(run, remaining, Math::max));
        }
        return Optional.of(new Outbox.Chosen(value(), bounds));
    }

    void refused(Message.Refused refusal) {
        if (refusal.epoch() == epoch) {
            highestRound = Math.max(highestRound, refusal.promised().round());
        }
    }

    private Ballot ballot() {
        if (ballot == null) {
            throw new IllegalStateException("no ballot in phase " + phase);
        }
        return ballot;
    }

    private Configuration value() {
        if (value == null) {
            throw new IllegalStateException("no value in phase " + phase);
        }
        return value;
    }

    /// Whether some voters are enough to decide.
    interface Quorum {
        boolean isMet(Set<MemberId> voters);
    }
}
