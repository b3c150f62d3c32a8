package dev.understudy.drills;

import dev.understudy.examples.bank.Slip;
import dev.understudy.examples.bank.SlipBook;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an account of the bank answers that nobody but this driver knows of.
///
/// Which slips it has seen is kept as the sum of a 64-bit mark for each of them, so that a long history stays
/// cheap; that two different sets have one sum can't be excluded, and will not happen. No account of a drill is
/// ever full.
final class AccountModel implements SequentialModel<AccountModel.Holding, AccountModel.Act, AccountModel.Said> {
    /// What an account is.
    ///
    /// @param cents the balance
    /// @param slips the sum of the marks of the slips that it has seen
    record Holding(long cents, long slips) {}

    /// What can be done with an account.
    sealed interface Act {}

    /// Money goes in, or out if it is negative, by a slip.
    record Move(long cents, Slip slip) implements Act {}

    /// Somebody looks.
    record Look() implements Act {}

    /// What an account answers.
    sealed interface Said {}

    /// The balance after the act.
    record Balance(long cents) implements Said {}

    /// All that it is.
    record Shown(long cents, long slips) implements Said {}

    /// There is not enough for it.
    record Insufficient() implements Said {}

    @Override
    public Holding initial() {
        return new Holding(0, 0);
    }

    @Override
    public Optional<Holding> step(Holding state, Act act, @Nullable Said said) {
        return switch (act) {
            case Look _ ->
                Optional.of(state).filter(now -> switch (said) {
                    case Balance(long cents) -> now.cents() == cents;
                    case Shown(long cents, long slips) -> now.cents() == cents && now.slips() == slips;
                    case Insufficient _ -> false;
                    case null -> true;
                });
            case Move(long cents, Slip slip) -> {
                Holding then = new Holding(state.cents() + cents, state.slips() + mark(slip));
                yield switch (said) {
                    case Insufficient _ -> Optional.of(state).filter(_ -> then.cents() < 0);
                    case Balance(long balance) ->
                        Optional.of(then).filter(_ -> balance >= 0 && then.cents() == balance);
                    case Shown _ -> Optional.empty();
                    case null -> Optional.of(then).filter(_ -> then.cents() >= 0);
                };
            }
        };
    }

    /// What an account that shows these books says of its slips.
    static long marks(Map<String, SlipBook> books) {
        return books.entrySet().stream()
                .flatMap(book -> book.getValue().numbers().mapToObj(number -> new Slip(book.getKey(), number)))
                .mapToLong(AccountModel::mark)
                .sum();
    }

    private static long mark(Slip slip) {
        return mix(mix(slip.teller().hashCode()) + slip.number());
    }

    /// The finalizer of SplitMix64, after G. L. Steele, D. Lea and C. H. Flood.
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
