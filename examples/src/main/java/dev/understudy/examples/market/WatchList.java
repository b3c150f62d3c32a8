package dev.understudy.examples.market;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.remoting.Receptionist;
import dev.understudy.remoting.ServiceKey;
import dev.understudy.remoting.Topic;
import java.util.HashMap;
import java.util.Map;

/// Knows the newest prices and tells them to whoever asks, from whatever member: it is found under [#SERVICE].
final class WatchList implements Behavior<WatchList.Command> {
    static final ServiceKey<Command> SERVICE = ServiceKey.of("watch-list", Command.class);

    sealed interface Command {}

    /// A price was published.
    record Updated(Price price) implements Command {}

    /// @param replyTo gets the newest price; zero cents if none is known yet
    record GetPrice(String share, ActorRef<Price> replyTo) implements Command {}

    private final Map<String, Price> newest = new HashMap<>();

    WatchList(ActorContext<Command> context, Topic<Price> prices, Receptionist receptionist) {
        prices.subscribe(context.messageAdapter(Updated::new));
        receptionist.register(SERVICE, context.self());
    }

    @Override
    public void receive(Command command) {
        switch (command) {
            case Updated(var price) -> newest.put(price.share(), price);
            case GetPrice(var share, var replyTo) -> replyTo.tell(newest.getOrDefault(share, new Price(share, 0)));
        }
    }
}
