package dev.understudy.examples.bank;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.understudy.actor.ActorRef;
import dev.understudy.persistence.Effect;
import dev.understudy.persistence.EventSourcedBehavior;
import dev.understudy.sharding.EntityContext;
import dev.understudy.sharding.EntityType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An account of the bank, an event-sourced entity: what it holds survives the death of its node. Per teller it keeps
/// the numbers of the slips it has seen: an order that comes twice is carried out once.
///
/// *A transfer* is a saga of two accounts. This one takes the money out of its balance and notes that it is on its way,
/// in one event. Then it asks the other account to deposit it, again and again, with the same slip, until there is an
/// answer: the slip tells the other account what it has seen. If it has taken the money, this account forgets the
/// transfer; if it refuses, the money comes back. Whenever a node dies in between, the account goes on with what is on
/// its way at its next owner, unasked. So what is in all accounts, and on its way from them, is always the same sum.
public final class Account implements EventSourcedBehavior<Account.Command, Account.Event, Account.State> {
    /// The kind of entity that accounts are.
    public static final EntityType<Command> TYPE =
            EntityType.of("account", Command.class).storing(Event.class, State.class);

    /// What an account can hold: a hundred million.
    public static final long MOST_CENTS = 10_000_000_000L;

    private static final Duration DEPOSIT_DEADLINE = ofSeconds(5);
    private static final Duration PAUSE = ofMillis(100);

    /// What an account can be asked.
    public sealed interface Command {}

    /// Puts money in. Answered with [Done], [Repeated] or [Rejected].
    public record Deposit(long cents, Slip slip, ActorRef<Reply> replyTo) implements Command {
        /// Checks the amount.
        public Deposit {
            requirePositive(cents);
        }
    }

    /// Takes money out. Answered with [Done], [Repeated] or [Rejected].
    public record Withdraw(long cents, Slip slip, ActorRef<Reply> replyTo) implements Command {
        /// Checks the amount.
        public Withdraw {
            requirePositive(cents);
        }
    }

    /// Moves money to another account. Answered with [Done] when it has arrived, [Repeated], or [Rejected] when it is
    /// back.
    public record Transfer(String to, long cents, Slip slip, ActorRef<Reply> replyTo) implements Command {
        /// Checks the amount.
        public Transfer {
            requirePositive(cents);
        }
    }

    /// Asks for the balance.
    public record GetBalance(ActorRef<Balance> replyTo) implements Command {}

    /// Asks for all that the account knows.
    public record GetStatement(ActorRef<Statement> replyTo) implements Command {}

    /// What the account tells itself: the other account of a transfer has answered.
    ///
    /// @param refusal why it has not taken the money; empty if it has
    record Settle(Slip transfer, Optional<String> refusal) implements Command {}

    /// What the account tells itself: whether the money of a transfer has arrived is not known.
    record Doubt(Slip transfer) implements Command {}

    /// What the account tells itself: ask for the deposit of a transfer once more.
    record Retry(Slip transfer) implements Command {}

    /// What can happen to an account.
    public sealed interface Event {}

    /// Money came in.
    record Deposited(long cents, Slip slip) implements Event {}

    /// Money went out.
    record Withdrawn(long cents, Slip slip) implements Event {}

    /// A deposit was refused; if it comes again it is refused again, for whoever sent it has its money back.
    record Refused(Slip slip, String reason) implements Event {}

    /// A slip came that had been seen before.
    record SlipRepeated(Slip slip) implements Event {}

    /// Money was taken out and is on its way.
    record TransferBegun(Slip slip, String to, long cents) implements Event {}

    /// The money of a transfer has arrived.
    record TransferArrived(Slip slip) implements Event {}

    /// The other account has refused the money of a transfer, and it is back.
    record TransferReturned(Slip slip) implements Event {}

    /// The answer to an order.
    public sealed interface Reply {}

    /// The order was carried out.
    public record Done(long balance) implements Reply {}

    /// A slip of this number came before, and was carried out then; nothing was done this time.
    public record Repeated(long balance) implements Reply {}

    /// The order was not carried out.
    public record Rejected(String reason) implements Reply {}

    /// The balance of an account.
    public record Balance(long cents) {}

    /// All that an account tells.
    ///
    /// @param cents the balance
    /// @param onTheWay what was taken out for transfers whose end is still open
    /// @param books the slips seen, by teller
    public record Statement(long cents, long onTheWay, Map<String, SlipBook> books) {
        /// Copies the books.
        public Statement {
            books = Map.copyOf(books);
        }

        /// The slips of one teller.
        public SlipBook book(String teller) {
            return books.getOrDefault(teller, SlipBook.EMPTY);
        }
    }

    /// Money on its way to another account.
    record Pending(String to, long cents) {}

    /// What an account is.
    ///
    /// @param cents the balance
    /// @param books the slips seen, by teller
    /// @param refused the deposits that were refused, with the reasons
    /// @param pending the transfers whose end is open
    public record State(
            long cents, Map<String, SlipBook> books, Map<Slip, String> refused, Map<Slip, Pending> pending) {
        /// Copies what it is given.
        public State {
            books = Map.copyOf(books);
            refused = Map.copyOf(refused);
            pending = Map.copyOf(pending);
        }

        private SlipBook book(Slip slip) {
            return books.getOrDefault(slip.teller(), SlipBook.EMPTY);
        }

        private State with(long by, Slip slip) {
            return new State(cents + by, plus(books, slip.teller(), book(slip).with(slip.number())), refused, pending);
        }

        private State settled(long by, Slip transfer) {
            return new State(cents + by, books, refused, minus(pending, transfer));
        }

        private static <K, V> Map<K, V> plus(Map<K, V> map, K key, V value) {
            var grown = new HashMap<>(map);
            grown.put(key, value);
            return grown;
        }

        private static <K, V> Map<K, V> minus(Map<K, V> map, K key) {
            var shrunk = new HashMap<>(map);
            shrunk.remove(key);
            return shrunk;
        }
    }

    private final EntityContext<Command> context;
    /// Whom to answer when a transfer ends; those who asked an earlier activation are not among them.
    private final Map<Slip, ActorRef<Reply>> waiting = new HashMap<>();

    /// An account that is still to be recovered.
    public Account(EntityContext<Command> context) {
        this.context = context;
    }

    @Override
    public State emptyState() {
        return new State(0, Map.of(), Map.of(), Map.of());
    }

    @Override
    public Effect<Event, State> onCommand(State state, Command command) {
        return switch (command) {
            case Deposit(long _, Slip slip, var replyTo)
            when state.book(slip).contains(slip.number()) -> again(state, slip, replyTo);
            case Deposit(long cents, Slip slip, var replyTo)
            when cents > MOST_CENTS - state.cents() ->
                refuse(slip, "%s cannot hold %d more".formatted(context.id(), cents), replyTo);
            case Deposit(long cents, Slip slip, var replyTo) ->
                Effect.persist(new Deposited(cents, slip), now -> replyTo.tell(new Done(now.cents())));

            case Withdraw(long _, Slip slip, var replyTo)
            when state.book(slip).contains(slip.number()) -> again(state, slip, replyTo);
            case Withdraw(long cents, Slip _, var replyTo)
            when cents > state.cents() -> Effect.reply(replyTo, insufficient(cents, state));
            case Withdraw(long cents, Slip slip, var replyTo) ->
                Effect.persist(new Withdrawn(cents, slip), now -> replyTo.tell(new Done(now.cents())));

            case Transfer(String _, long _, Slip slip, var replyTo)
            when state.book(slip).contains(slip.number()) -> again(state, slip, replyTo);
            case Transfer(String to, long _, Slip _, var replyTo)
            when to.equals(context.id()) ->
                Effect.reply(replyTo, new Rejected("a transfer from %s to itself".formatted(to)));
            case Transfer(String _, long cents, Slip _, var replyTo)
            when cents > state.cents() -> Effect.reply(replyTo, insufficient(cents, state));
            case Transfer(String to, long cents, Slip slip, var replyTo) ->
                Effect.persist(new TransferBegun(slip, to, cents), _ -> {
                    waiting.put(slip, replyTo);
                    forward(slip, new Pending(to, cents));
                });

            case Settle(Slip transfer, var _) when !state.pending().containsKey(transfer) -> Effect.none();
            case Settle(Slip transfer, Optional<String> refusal)
            when refusal.isPresent() ->
                Effect.persist(new TransferReturned(transfer), _ -> answer(transfer, new Rejected(refusal.get())));
            case Settle(Slip transfer, Optional<String> _) ->
                Effect.persist(new TransferArrived(transfer), now -> answer(transfer, new Done(now.cents())));
            case Doubt(Slip transfer) ->
                Effect.run(_ -> context.actor().timers().startOnce(transfer, new Retry(transfer), PAUSE));
            case Retry(Slip transfer) ->
                Effect.run(now -> Optional.ofNullable(now.pending().get(transfer))
                        .ifPresent(pending -> forward(transfer, pending)));

            case GetBalance(var replyTo) -> Effect.reply(replyTo, new Balance(state.cents()));
            case GetStatement(var replyTo) ->
                Effect.reply(replyTo, new Statement(state.cents(), onTheWay(state), state.books()));
        };
    }

    @Override
    public State onEvent(State state, Event event) {
        return switch (event) {
            case Deposited(long cents, Slip slip) -> state.with(cents, slip);
            case Withdrawn(long cents, Slip slip) -> state.with(-cents, slip);
            case SlipRepeated(Slip slip) -> state.with(0, slip);
            case Refused(Slip slip, String reason) -> {
                var seen = state.with(0, slip);
                yield new State(seen.cents(), seen.books(), State.plus(seen.refused(), slip, reason), seen.pending());
            }
            case TransferBegun(Slip slip, String to, long cents) -> {
                var taken = state.with(-cents, slip);
                yield new State(
                        taken.cents(),
                        taken.books(),
                        taken.refused(),
                        State.plus(taken.pending(), slip, new Pending(to, cents)));
            }
            case TransferArrived(Slip slip) -> state.settled(0, slip);
            case TransferReturned(Slip slip) ->
                state.settled(requirePending(state, slip).cents(), slip);
        };
    }

    /// Money on its way is brought there, whoever asks.
    @Override
    public boolean runsUnasked(State state) {
        return !state.pending().isEmpty();
    }

    @Override
    public void onRecovered(State state) {
        state.pending().forEach(this::forward);
    }

    private static Effect<Event, State> again(State state, Slip slip, ActorRef<Reply> replyTo) {
        var refusal = state.refused().get(slip);
        Reply reply = refusal == null ? new Repeated(state.cents()) : new Rejected(refusal);
        return Effect.persist(new SlipRepeated(slip), _ -> replyTo.tell(reply));
    }

    private static Effect<Event, State> refuse(Slip slip, String reason, ActorRef<Reply> replyTo) {
        return Effect.persist(new Refused(slip, reason), _ -> replyTo.tell(new Rejected(reason)));
    }

    private static Reply insufficient(long cents, State state) {
        return new Rejected("insufficient funds: %d wanted, %d there".formatted(cents, state.cents()));
    }

    private static long onTheWay(State state) {
        return state.pending().values().stream().mapToLong(Pending::cents).sum();
    }

    private static Pending requirePending(State state, Slip transfer) {
        var pending = state.pending().get(transfer);
        if (pending == null) {
            throw new IllegalStateException("%s has no end to come".formatted(transfer));
        }
        return pending;
    }

    /// Asks the other account for the deposit. Its slip names this account beside the teller, so that no other
    /// order has it.
    private void forward(Slip transfer, Pending pending) {
        Slip slip = new Slip(transfer.teller() + "@" + context.id(), transfer.number());
        var answer = context.entityRef(TYPE, pending.to())
                .<Reply>ask(replyTo -> new Deposit(pending.cents(), slip, replyTo), DEPOSIT_DEADLINE);
        context.actor().pipeToSelf(answer, (reply, _) -> outcome(transfer, reply));
    }

    private Command outcome(Slip transfer, @Nullable Reply reply) {
        return switch (reply) {
            case Done _, Repeated _ -> new Settle(transfer, Optional.empty());
            case Rejected(String reason) -> new Settle(transfer, Optional.of(reason));
            case null -> new Doubt(transfer);
        };
    }

    private void answer(Slip transfer, Reply reply) {
        var replyTo = waiting.remove(transfer);
        if (replyTo != null) {
            replyTo.tell(reply);
        }
    }

    private static void requirePositive(long cents) {
        if (cents <= 0) {
            throw new IllegalArgumentException("an amount of %d cents: must be more than 0".formatted(cents));
        }
    }
}
