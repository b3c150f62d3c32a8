package dev.understudy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.ProcessIdentity.Sight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Against a `/proc` of our own making, in which processes come and go as the test says.
@EnabledOnOs(OS.LINUX)
class ProcessIdentityTest {
    private static final long PID = 42;

    @TempDir
    private Path proc;

    @BeforeEach
    void boot() throws IOException {
        Files.createDirectories(proc.resolve("sys/kernel/random"));
        bootId("boot-1");
        Files.createDirectories(proc.resolve("self/ns"));
        namespace(4_026_531_836L);
        write("self", PID, "(java) S", 12, 777);
        process("(java) S", 12, 777);
    }

    @Test
    void readsWhatTellsOneProcessFromAnother() {
        assertThat(current()).isEqualTo(new ProcessIdentity("boot-1", 4_026_531_836L, PID, 777));
    }

    @Test
    void aNameWithBracketsAndBlanksDoesNotConfuse() throws IOException {
        write("self", PID, "(a) b) S", 12, 778);

        assertThat(current().startTime()).isEqualTo(778);
    }

    @Test
    void whoHasTheProcOfAnotherNamespaceDoesNotKnowItself() throws IOException {
        write("self", 4711, "(java) S", 12, 777);

        assertThat(current().isBeside(current())).isFalse();
    }

    @Test
    void aRunningProcessIsSeen() {
        assertThat(seen(current())).isEqualTo(Sight.RUNNING);
    }

    @Test
    void aFreeIdMeansGone() throws IOException {
        Files.delete(proc.resolve("42/stat"));
        Files.delete(proc.resolve("42"));

        assertThat(seen(current())).isEqualTo(Sight.GONE);
    }

    @Test
    void aSuccessorUnderTheSameIdMeansGone() throws IOException {
        process("(java) S", 12, 999);

        assertThat(seen(current())).isEqualTo(Sight.GONE);
    }

    @Test
    void aZombieRunsNothingAnyMore() throws IOException {
        process("(java) Z", 1, 777);

        assertThat(seen(current())).isEqualTo(Sight.GONE);
    }

    @Test
    void aZombieOfWhichThreadsAreLeftStillRuns() throws IOException {
        process("(java) Z", 2, 777);

        assertThat(seen(current())).isEqualTo(Sight.RUNNING);
    }

    @Test
    void whatCannotBeReadIsUnknown() throws IOException {
        Files.delete(proc.resolve("42/stat"));

        assertThat(seen(current())).isEqualTo(Sight.UNKNOWN);
    }

    @Test
    void fromAnotherKernelNothingIsSeen() throws IOException {
        ProcessIdentity process = current();
        bootId("boot-2");

        assertThat(seen(process)).isEqualTo(Sight.UNKNOWN);
    }

    @Test
    void fromAnotherContainerNothingIsSeen() throws IOException {
        ProcessIdentity process = current();
        namespace(4_026_532_999L);

        assertThat(seen(process)).isEqualTo(Sight.UNKNOWN);
    }

    @Test
    void offLinuxNothingIsEverSeen() {
        var identity = new ProcessIdentity("", 0, PID, 0);

        assertThat(identity.seenBy(identity, proc)).isEqualTo(Sight.UNKNOWN);
    }

    @Test
    void thisProcessKnowsItself() {
        ProcessIdentity self = ProcessIdentity.current();

        assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(self.bootId()).isNotEmpty();
        assertThat(self.seenBy(self)).isEqualTo(Sight.RUNNING);
    }

    private void bootId(String id) throws IOException {
        Files.writeString(proc.resolve("sys/kernel/random/boot_id"), id + "\n");
    }

    private void namespace(long inode) throws IOException {
        Path link = proc.resolve("self/ns/pid");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("pid:[" + inode + "]"));
    }

    private void process(String nameAndState, int threads, long startTime) throws IOException {
        write("42", PID, nameAndState, threads, startTime);
    }

    private void write(String where, long pid, String nameAndState, int threads, long startTime) throws IOException {
        Files.createDirectories(proc.resolve(where));
        Files.writeString(
                proc.resolve(where).resolve("stat"),
                pid + " " + nameAndState + " 1".repeat(16) + " " + threads + " 0 " + startTime + " 0 0\n");
    }

    private ProcessIdentity current() {
        return ProcessIdentity.current(proc, PID);
    }

    /// What one in the place where `proc` is now sees of it.
    private Sight seen(ProcessIdentity process) {
        return process.seenBy(current(), proc);
    }
}
