package dev.understudy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

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
        process("(java) S", 777);
    }

    @Test
    void readsWhatTellsOneProcessFromAnother() {
        assertThat(ProcessIdentity.current(proc, PID))
                .isEqualTo(new ProcessIdentity("boot-1", 4_026_531_836L, PID, 777));
    }

    @Test
    void aNameWithBracketsAndBlanksDoesNotConfuse() throws IOException {
        process("(a) b) S", 778);

        assertThat(ProcessIdentity.current(proc, PID).startTime()).isEqualTo(778);
    }

    @Test
    void aRunningProcessIsNotGone() {
        assertThat(ProcessIdentity.current(proc, PID).isProvablyGone(proc)).isFalse();
    }

    @Test
    void aFreeIdIsProof() throws IOException {
        ProcessIdentity identity = ProcessIdentity.current(proc, PID);

        Files.delete(proc.resolve("42/stat"));
        Files.delete(proc.resolve("42"));

        assertThat(identity.isProvablyGone(proc)).isTrue();
    }

    @Test
    void aSuccessorUnderTheSameIdIsProof() throws IOException {
        ProcessIdentity identity = ProcessIdentity.current(proc, PID);

        process("(java) S", 999);

        assertThat(identity.isProvablyGone(proc)).isTrue();
    }

    @Test
    void aZombieRunsNothingAnyMore() throws IOException {
        ProcessIdentity identity = ProcessIdentity.current(proc, PID);

        process("(java) Z", 777);

        assertThat(identity.isProvablyGone(proc)).isTrue();
    }

    @Test
    void anotherKernelProvesNothing() throws IOException {
        ProcessIdentity identity = ProcessIdentity.current(proc, PID);
        Files.delete(proc.resolve("42/stat"));
        Files.delete(proc.resolve("42"));

        bootId("boot-2");

        assertThat(identity.isProvablyGone(proc)).isFalse();
    }

    @Test
    void anotherContainerProvesNothing() throws IOException {
        ProcessIdentity identity = ProcessIdentity.current(proc, PID);
        Files.delete(proc.resolve("42/stat"));
        Files.delete(proc.resolve("42"));

        namespace(4_026_532_999L);

        assertThat(identity.isProvablyGone(proc)).isFalse();
    }

    @Test
    void offLinuxNothingIsEverProven() {
        var identity = new ProcessIdentity("", 0, PID, 0);

        assertThat(identity.isProvablyGone(proc)).isFalse();
    }

    @Test
    void thisProcessKnowsItself() {
        ProcessIdentity self = ProcessIdentity.current();

        assertThat(self.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(self.bootId()).isNotEmpty();
        assertThat(self.isProvablyGone()).isFalse();
    }

    private void bootId(String id) throws IOException {
        Files.writeString(proc.resolve("sys/kernel/random/boot_id"), id + "\n");
    }

    private void namespace(long inode) throws IOException {
        Path link = proc.resolve("self/ns/pid");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("pid:[" + inode + "]"));
    }

    private void process(String nameAndState, long startTime) throws IOException {
        Files.createDirectories(proc.resolve("42"));
        Files.writeString(
                proc.resolve("42/stat"), PID + " " + nameAndState + " 1".repeat(18) + " " + startTime + " 0 0\n");
    }
}
