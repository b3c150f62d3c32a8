package dev.understudy.serialization;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The second release of the protocol: `cents` and `rate` of a payment were widened, currency and tags added;
/// `limitCents` of an opening was renamed to `limit` and widened, the address added.
final class SecondRelease {

    private SecondRelease() {}

    sealed interface Event {}

    enum Currency {
        EUR,
        USD,
        OTHER
    }

    record Address(String street, String town) {}

    record Opened(String owner, long limit, @Nullable Address address) implements Event {}

    record Paid(long cents, double rate, String memo, Currency currency, List<String> tags) implements Event {}

    record Closed(int reason) implements Event {}

    static MessageRegistry registry() {
        return MessageRegistry.builder()
                .register("corpus.event", Event.class)
                .register("corpus.address", Address.class)
                .enumeration(
                        Currency.class, rules -> rules.named("corpus.currency").unknownAs(Currency.OTHER))
                .record(Opened.class, rules -> rules.renamed("limitCents", "limit"))
                .record(Paid.class, rules -> rules.defaultsTo("currency", Currency.EUR))
                .build();
    }

    static Map<String, Object> written() {
        var written = new LinkedHashMap<String, Object>();
        written.put("opened", new Opened("Grace", 20_000, new Address("Main St 1", "Arlington")));
        written.put("paid", new Paid(2999, 0.25, "food", Currency.USD, List.of("weekly", "home")));
        written.put("closed", new Closed(3));
        return written;
    }
}
