package dev.understudy.examples.market;

import static java.time.Duration.ofMillis;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.Behavior;
import dev.understudy.remoting.Topic;

/// Publishes the price of one share again and again, a cent more each time. Whoever comes later has not missed much.
final class Feed implements Behavior<Feed.Tick> {
    /// Time for the next price.
    record Tick() {}

    private final Topic<Price> prices;
    private final String share;
    private long cents;

    Feed(ActorContext<Tick> context, Topic<Price> prices, String share, long cents) {
        this.prices = prices;
        this.share = share;
        this.cents = cents;
        context.timers().startWithFixedDelay("tick", new Tick(), ofMillis(20));
    }

    @Override
    public void receive(Tick tick) {
        prices.publish(new Price(share, cents++));
    }
}
