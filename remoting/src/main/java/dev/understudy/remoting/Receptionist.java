package dev.understudy.remoting;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Cancellable;
import dev.understudy.actor.Props;
import dev.understudy.actor.Router;
import dev.understudy.actor.Signal;
import dev.understudy.actor.internal.RouteeSource;
import dev.understudy.actor.internal.Telling;
import dev.understudy.cluster.Member;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where actors of all members are found by what they do.
///
/// ```java
/// static final ServiceKey<Resize> RESIZER = ServiceKey.of("resizer", Resize.class);
///
/// receptionist.register(RESIZER, context.self());
/// receptionist.find(RESIZER).refs().getFirst().tell(new Resize(image));
/// ```
///
/// *What is known:* a registration is found at once on its own node, and on the others a moment later. It ends
/// with its actor, and when the node on which it was made leaves the view: within the time in which its loss is
/// noticed it is still found, and what is told to it then is lost, or a dead letter. In a partition each side
/// finds its own; when it heals all find all again.
///
/// Thread-safe.
public final class Receptionist {
    private static final String PREFIX = "service/";

    private final Remoting remoting;
    private final ReplicatedRegister register;
    private final ActorRef<Errand> desk;

    Receptionist(Remoting remoting, ReplicatedRegister register) {
        this.remoting = remoting;
        this.register = register;
        this.desk = remoting.system().internals().spawnSystem("receptionist", Props.of(Desk::new));
        var _ = register.onChange(key -> {
            if (key.startsWith(PREFIX)) {
                desk.tell(new Errand.Changed(key));
            }
        });
    }

    /// Lets an actor be found under a key until it ends or is deregistered. Harmless when repeated.
    ///
    /// @throws IllegalStateException if this node has registered more than 20,000 actors
    public <M> void register(ServiceKey<M> key, ActorRef<? super M> ref) {
        register.enter(PREFIX + key.name(), ref);
    }

    /// Lets an actor not be found under a key any more. Only what this node has registered; others may still find it
    /// for a moment.
    public <M> void deregister(ServiceKey<M> key, ActorRef<? super M> ref) {
        register.remove(PREFIX + key.name(), ref);
    }

    /// Whoever is registered under a key now, as far as this node knows.
    public <M> Listing<M> find(ServiceKey<M> key) {
        return new Listing<>(key, found(key).stream().map(Found::service).toList());
    }

    /// Someone found, and what the register knows of it.
    record Found<M>(Service<M> service, Register.Listed<ActorRef<?>> listed) {}

    @SuppressWarnings("unchecked") // whoever registered it said so, with a key of this name
    <M> List<Found<M>> found(ServiceKey<M> key) {
        return register.find(PREFIX + key.name()).stream()
                .flatMap(listed -> remoting
                        .member(listed.member())
                        .map(member -> new Found<>(
                                new Service<>((ActorRef<M>) listed.entry().ref(), member), listed))
                        .stream())
                .toList();
    }

    /// The listing of a key as soon as it has so many services; fails with an
    /// [dev.understudy.actor.AskTimeoutException] if it has not in time.
    public <M> CompletableFuture<Listing<M>> await(ServiceKey<M> key, int services, Duration timeout) {
        return desk.ask(replyTo -> new Errand.Subscribe<>(key, services, true, replyTo), timeout);
    }

    /// A router over all actors that are registered under a key, as they come and go: to spawn, as any.
    ///
    /// ```java
    /// context.spawn("resizers", receptionist.group(RESIZER).routing(Routing.leastBusy()));
    /// ```
    ///
    /// A message for which there is nobody is a dead letter, `NO_ROUTEE`. What was sent to a lost node before that
    /// was noticed is lost.
    public <M> Router<M> group(ServiceKey<M> key) {
        return group(key, _ -> true);
    }

    /// The same, but only over those on some members: of a role, a zone, or a name.
    public <M> Router<M> group(ServiceKey<M> key, Predicate<Member> members) {
        return Router.following(new Routees<>(key, requireNonNull(members, "members")));
    }

    /// Those who are registered, for a router.
    private final class Routees<M> implements RouteeSource<M> {
        private final ServiceKey<M> key;
        private final Predicate<Member> members;

        Routees(ServiceKey<M> key, Predicate<Member> members) {
            this.key = key;
            this.members = members;
        }

        @Override
        public List<Routee<M>> now() {
            return found(key).stream()
                    .filter(found -> members.test(found.service().member()))
                    .map(found -> new Routee<>(
                            found.service().ref(),
                            31 * found.listed().member().low()
                                    + found.listed().entry().number(),
                            () -> register.load(found.listed())))
                    .toList();
        }

        @Override
        public Cancellable onChange(Runnable changed) {
            return register.onChange(each -> {
                if (each.equals(PREFIX + key.name())) {
                    changed.run();
                }
            });
        }
    }

    /// Tells an actor who is registered under a key, now and whenever that changes, until it ends or unsubscribes.
    /// Changes that follow each other closely may be told as one.
    public <M> void subscribe(ServiceKey<M> key, ActorRef<Listing<M>> subscriber) {
        desk.tell(new Errand.Subscribe<>(key, 0, false, requireNonNull(subscriber, "subscriber")));
    }

    /// Ends a subscription; a listing that is on its way may still arrive.
    public <M> void unsubscribe(ServiceKey<M> key, ActorRef<Listing<M>> subscriber) {
        desk.tell(new Errand.Unsubscribe(PREFIX + key.name(), subscriber));
    }

    private sealed interface Errand {
        /// @param least how many services a listing has to have to be told
        /// @param once whether one listing is enough
        record Subscribe<M>(ServiceKey<M> key, int least, boolean once, ActorRef<Listing<M>> subscriber)
                implements Errand {}

        record Unsubscribe(String key, ActorRef<?> subscriber) implements Errand {}

        record Changed(String key) implements Errand {}
    }

    /// One subscription, with what was told last.
    private static final class Subscription<M> {
        private final Errand.Subscribe<M> wish;
        private @Nullable Listing<M> told;

        Subscription(Errand.Subscribe<M> wish) {
            this.wish = wish;
        }

        /// @return whether it is over
        boolean tell(Receptionist receptionist) {
            var now = receptionist.find(wish.key());
            if (now.equals(told) || now.services().size() < wish.least()) {
                return false;
            }
            told = now;
            Telling.orDeadLetter(wish.subscriber(), now);
            return wish.once();
        }
    }

    /// The actor that keeps the subscriptions.
    private final class Desk implements Behavior<Errand> {
        private final ActorContext<Errand> context;
        private final Map<String, Map<ActorRef<?>, Subscription<?>>> subscriptions = new HashMap<>();

        Desk(ActorContext<Errand> context) {
            this.context = context;
        }

        @Override
        public void receive(Errand errand) {
            switch (errand) {
                case Errand.Subscribe<?> subscribe -> add(subscribe);
                case Errand.Unsubscribe(var key, var subscriber) -> {
                    of(key).remove(subscriber);
                    if (subscriptions.values().stream().noneMatch(each -> each.containsKey(subscriber))) {
                        context.unwatch(subscriber);
                    }
                }
                case Errand.Changed(var key) -> of(key).values().removeIf(one -> one.tell(Receptionist.this));
            }
        }

        private <M> void add(Errand.Subscribe<M> subscribe) {
            var subscription = new Subscription<>(subscribe);
            if (!subscription.tell(Receptionist.this)) {
                of(PREFIX + subscribe.key().name()).put(subscribe.subscriber(), subscription);
                context.watch(subscribe.subscriber());
            }
        }

        private Map<ActorRef<?>, Subscription<?>> of(String key) {
            return subscriptions.computeIfAbsent(key, _ -> new LinkedHashMap<>());
        }

        @Override
        public void onSignal(Signal signal) {
            if (signal instanceof Signal.Terminated(var ref, var _)) {
                subscriptions.values().forEach(each -> each.remove(ref));
                subscriptions.values().removeIf(Map::isEmpty);
            }
        }
    }
}
