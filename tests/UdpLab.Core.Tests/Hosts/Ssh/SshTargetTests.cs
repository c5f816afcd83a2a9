namespace UdpLab.Tests;

/// <summary>The forms in which a host can be named, and the answers of its login shell.</summary>
public class SshTargetTests
{
    [Theory]
    [InlineData("gen", "gen", null, null)]
    [InlineData("root@gen:2222", "gen", "root", 2222)]
    [InlineData("ssh://root@gen:2222/", "gen", "root", 2222)]
    [InlineData("a@corp@gen", "gen", "a@corp", null)]
    [InlineData("[2001:db8::1]:2222", "2001:db8::1", null, 2222)]
    [InlineData("[2001:db8::1]", "2001:db8::1", null, null)]
    [InlineData("2001:db8::1", "2001:db8::1", null, null)]
    public void AHostIsNamedAsInNewPSSession(string text, string host, string? user, int? port)
    {
        SshTarget parsed = new SshTarget { HostName = text }.Parsed();
        Assert.Equal((host, user, port, host), (parsed.HostName, parsed.UserName, parsed.Port, parsed.Name));
    }

    [Fact]
    public void ParametersOfTheirOwnComeFirst()
    {
        SshTarget parsed = new SshTarget { HostName = "root@gen:2222", UserName = "me", Port = 22, Name = "dut" }.Parsed();
        Assert.Equal(("gen", "me", 22, "dut"), (parsed.HostName, parsed.UserName, parsed.Port, parsed.KnownAs));
    }

    [Theory]
    [InlineData("gen:0", "-HostName gen:0: '0' is not a port; give 1 to 65535.")]
    [InlineData("gen:70000", "-HostName gen:70000: '70000' is not a port; give 1 to 65535.")]
    [InlineData("-oProxyCommand=x", "-HostName '-oProxyCommand=x' is not a host name; give a name, an address, or user@host:port.")]
    [InlineData("a b", "-HostName 'a b' is not a host name; give a name, an address, or user@host:port.")]
    public void WhatIsNoHostIsRefused(string text, string message)
    {
        SshTarget target = new() { HostName = text };
        LabException error = Assert.Throws<LabException>(target.Parsed);
        Assert.Equal((message, "HostName", text), (error.Message, error.Parameter, target.KnownAs));
    }

    [Theory]
    [InlineData("welcome to gen", "-bash: /bin/sh: not found", "gen: its shell did not answer (uname, id): -bash: /bin/sh: not foundwelcome to gen")]
    [InlineData("udplab\nLinux x86_64\nnobody\n\n\n", "", "gen: its shell did not answer (uname, id): ")]
    [InlineData("\nudplab\nDarwin arm64\n501\n\n\n\n", "", "gen is Darwin arm64: UdpLab's agent runs on Linux x86_64 and aarch64.")]
    [InlineData("\nudplab\nLinux \u001b[31mriscv64\n0\n\n\n\n", "", "gen is Linux ")]
    public void AnAnswerThatHelpsNobodyIsQuoted(string answer, string complaint, string begins)
    {
        LabException error = Assert.Throws<LabException>(() => SshProbe.Of(answer, complaint, "gen"));
        Assert.StartsWith(begins, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
    }
}
