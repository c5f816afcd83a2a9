namespace UdpLab.Core.Tests;

/// <summary>What to do about an error.</summary>
public class RemedyTests
{
    [Theory]
    [InlineData("-Gso needs backend Socket; omit -Backend Xdp.", "Omit -Backend Xdp.")]
    [InlineData("Nothing says which sockets to measure: give -Port or -ProcessId.", "Give -Port or -ProcessId.")]
    [InlineData("pktgen is in use: one controller at a time. Wait for its run to end, or stop it with Stop-Pktgen.", "Wait for its run to end, or stop it with Stop-Pktgen.")]
    [InlineData("-Factor A has the value 1 twice: results could not tell the two apart. Give each value once; -Repeat repeats.", "Give each value once; -Repeat repeats.")]
    [InlineData("-Journal j already has this sweep: -Resume continues it. To measure all of it again, give another journal.", "To measure all of it again, give another journal.")]
    [InlineData("-Count 0: give 1 to 5.", "Give 1 to 5.")]
    [InlineData("dut: -Name 'a b': use letters.", "Use letters.")]
    [InlineData("The folder has no room\nfor it. Make room, and run it again.", "Make room, and run it again.")]
    public void ARemedyIsASentenceOfItsOwn(string message, string action) => Assert.Equal(action, Remedy.Of(message));

    [Theory]
    [InlineData("")]
    [InlineData("Give up.")]
    [InlineData("-Name eth9: dut has no such interface; it has eth0, eth1.")]
    [InlineData("Entering network namespace 'x' failed (it needs CAP_SYS_ADMIN: run as root): Operation not permitted (errno 1).")]
    [InlineData("Reading it failed. give is not a sentence.")]
    [InlineData("The flood ended; given time, it settles.")]
    public void AMessageMayHaveNone(string message) => Assert.Null(Remedy.Of(message));
}
