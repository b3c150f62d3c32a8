package dev.understudy.sharding.ownership;

import org.jspecify.annotations.Nullable;

/// A voter's part in choosing the next configuration: single-decree Paxos, one instance for each epoch.
///
/// ```text
///     FREE -- prepare b --> PROMISED b -- accept >= b --> ACCEPTED (b, value) -- learn --> FREE, next epoch
///       |                      ^  | prepare > b              |  ^  |
///       |                      +--+                          |  +--+ prepare or accept > b
///       +------------- accept (ballot 0 of the leader) ------^
/// ```
///
/// Promises and acceptances are on disk before they are answered.
final class Acceptor {
    private long epoch;
    private @Nullable Ballot promised;
    private @Nullable Ballot accepted;
    private @Nullable Configuration value;
    private long acceptedAt;

    Acceptor(StoredState stored, long now) {
        epoch = stored.promisedEpoch;
        promised = stored.promised;
        accepted = stored.accepted;
        value = stored.acceptedValue;
        acceptedAt = now;
    }

    /// Whether a value for the next epoch has been accepted here: no lease of the present one is granted then
    /// (rule a).
    boolean hasAccepted() {
        return value != null;
    }

    @Nullable
    Configuration value() {
        return value;
    }

    long acceptedAt() {
        return acceptedAt;
    }

    int highestRound() {
        return promised == null ? 0 : promised.round();
    }

    boolean hasPromised() {
        return promised != null;
    }

    /// Moves on: whatever was promised for this epoch or an earlier one is over.
    void learned(long chosen) {
        if (epoch <= chosen) {
            epoch = chosen + 1;
            promised = null;
            accepted = null;
            value = null;
        }
    }

    Message prepare(Message.Prepare prepare, Outbox out) {
        enter(prepare.epoch());
        if (promised != null && prepare.ballot().compareTo(promised) < 0) {
            return new Message.Refused(epoch, prepare.ballot(), promised);
        }
        promised = prepare.ballot();
        out.promise(new DiskWrite.Promised(epoch, promised));
        return new Message.Promise(epoch, prepare.ballot(), accepted, value);
    }

    Message accept(Message.Accept accept, LeaseBook leases, long now, Outbox out) {
        enter(accept.epoch());
        if (promised != null && accept.ballot().compareTo(promised) < 0) {
            return new Message.Refused(epoch, accept.ballot(), promised);
        }
        if (value == null) {
            acceptedAt = now;
        }
        promised = accept.ballot();
        accepted = accept.ballot();
        value = accept.value();
        out.promise(new DiskWrite.AcceptedValue(accepted, value));
        return new Message.Accepted(epoch, accept.ballot(), leases.bounds(value, now));
    }

    private void enter(long newEpoch) {
        if (newEpoch < epoch) {
            throw new IllegalStateException(
                    "asked for epoch " + newEpoch + " when at " + epoch + ": a bug of the protocol");
        }
        epoch = newEpoch;
    }
}
