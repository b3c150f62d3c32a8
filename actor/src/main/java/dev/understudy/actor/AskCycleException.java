package dev.understudy.actor;

import java.util.List;

/// Actors wait for each other's answers in a circle: none of them would ever get one, so the ask that closed the circle
/// fails at once. If whoever waits for it goes on and answers, the others get their answers.
public final class AskCycleException extends UnderstudyException {

    private final List<String> chain;

    /// @param chain who waits for whom, as paths; the last is the first
    public AskCycleException(List<String> chain) {
        super("these actors wait for each other's answers, and would for ever: " + String.join(" -> ", chain));
        this.chain = List.copyOf(chain);
    }

    /// Who waits for whom, as paths with the name of their system; the last is the first.
    public List<String> chain() {
        return chain;
    }
}
