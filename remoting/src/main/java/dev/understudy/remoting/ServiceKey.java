package dev.understudy.remoting;

/// What an actor does, as a name by which it is found in the whole cluster, and the messages that it takes.
///
/// Two programs that mean the same service use the same name and protocol; a name is never given a second meaning.
///
/// @param <M> what such actors accept
/// @param name words of letters and digits, joined by dots, hyphens or underscores; 64 characters at most
/// @param protocol the type that all messages have
public record ServiceKey<M>(String name, Class<M> protocol) {
    public ServiceKey {
        Names.checked("service", name);
    }

    /// A service of this name that takes messages of this type.
    public static <M> ServiceKey<M> of(String name, Class<M> protocol) {
        return new ServiceKey<>(name, protocol);
    }

    @Override
    public String toString() {
        return name;
    }
}
