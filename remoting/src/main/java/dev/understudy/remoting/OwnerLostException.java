package dev.understudy.remoting;

import dev.understudy.actor.UnderstudyException;
import dev.understudy.cluster.Member;

/// The member that was to answer an ask left the cluster, or died, before it did. The outcome is unknown: it may have
/// handled the request. Asking again reaches the new owner.
public final class OwnerLostException extends UnderstudyException {
    OwnerLostException(String ask, Member member) {
        super("%s: %s left before it answered; whether it handled the request is not known".formatted(ask, member));
    }
}
