package dev.understudy.drills;

import dev.understudy.examples.bank.SlipBook;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What a teller at the counter knows of one account: what it has ordered, and what it was told was carried out. Held
/// against the slips that the account shows in the end, it tells what is lost.
///
/// Orders are noted by one thread; confirmations come from any.
final class CounterBook {
    private final Map<Long, Long> orders = new HashMap<>();
    private final Set<Long> confirmed = ConcurrentHashMap.newKeySet();

    /// An order is given.
    ///
    /// @param cents what it puts in; negative for what it takes out
    void ordered(long slip, long cents) {
        orders.put(slip, cents);
    }

    /// The account has said that it carried the order out.
    void confirmed(long slip) {
        confirmed.add(slip);
    }

    /// How many orders were confirmed, and the account knows nothing of them.
    long lost(SlipBook shown) {
        return confirmed.stream().filter(slip -> !shown.contains(slip)).count();
    }

    /// What the orders that the account shows have put in, all together.
    long effect(SlipBook shown) {
        return shown.numbers().map(slip -> orders.getOrDefault(slip, 0L)).sum();
    }
}
