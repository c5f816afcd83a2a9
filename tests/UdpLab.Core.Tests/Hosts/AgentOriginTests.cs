namespace UdpLab.Tests;

public class AgentOriginTests
{
    // The agent's file is part of it.
    private readonly FakeAgent _agent = new();

    [Fact]
    public void NothingHasChangedIsTheSame() => Assert.Equal(AgentOrigin.Now("a"), AgentOrigin.Now("a"));

    [Fact]
    public void AnotherEnvironmentIsAnotherOrigin()
    {
        Assert.NotNull(_agent);
        AgentOrigin before = AgentOrigin.Now(null);
        string variable = "UDPLAB_TEST_" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(variable, "1");
        try
        {
            Assert.NotEqual(before, AgentOrigin.Now(null));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void AnotherProgramIsAnotherOrigin()
    {
        AgentOrigin before = AgentOrigin.Now(null);

        Assert.NotEqual(before, before with { Program = before.Program + "1" });
        Assert.Contains(AgentProgram.LocalPath, before.Program, StringComparison.Ordinal);
        Assert.Contains("Uid:", before.Process, StringComparison.Ordinal);
        Assert.Contains("CapEff:", before.Process, StringComparison.Ordinal);
        Assert.Contains("Cpus_allowed_list:", before.Process, StringComparison.Ordinal);
        Assert.Contains("net:[", before.Process, StringComparison.Ordinal);
    }

    [Fact]
    public void ThisMachineIsAlwaysThereAndANamespaceThatDoesNotExistIsNot()
    {
        Assert.True(AgentOrigin.Now(null).IsThere(Environment.ProcessId));
        Assert.False(AgentOrigin.Now("no-such-space").IsThere(Environment.ProcessId));
    }
}
