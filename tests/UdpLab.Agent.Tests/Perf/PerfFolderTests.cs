using System.Diagnostics;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Perf;

namespace UdpLab.Agent.Tests;

/// <summary>What another user of this machine, who can write where root keeps its recordings, cannot make root do there.</summary>
[Collection(Machine.Name)]
public sealed class PerfFolderTests : IDisposable
{
    private const string Dead = "udplab-perf-2147483646";
    private static readonly string[] _stranger = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    private readonly string? _before = Environment.GetEnvironmentVariable("TMPDIR");
    private readonly string _root = Directory.CreateTempSubdirectory("udplab-test-").FullName;

    public PerfFolderTests()
    {
        Temporary = Path.Combine(_root, "tmp");
        Directory.CreateDirectory(Temporary);
        Tool.Run("chmod", "755", _root);
        Tool.Run("chmod", "1777", Temporary);
        Environment.SetEnvironmentVariable("TMPDIR", Temporary);
    }

    private string Temporary { get; }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("TMPDIR", _before);
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void OwnLeftoversAreRemovedWithAllThatIsInThem()
    {
        string leftover = Path.Combine(Temporary, Dead + "-abc");
        Directory.CreateDirectory(Path.Combine(leftover, "debug", ".build-id", "ab"));
        File.WriteAllText(Path.Combine(leftover, "debug", ".build-id", "ab", "vdso"), "");
        File.CreateSymbolicLink(Path.Combine(leftover, "link"), _root);
        Tool.Run("chmod", "700", leftover);
        using PerfFolder folder = new();
        Assert.False(Directory.Exists(leftover));
        Assert.True(Directory.Exists(Temporary));
    }

    [Fact]
    public void ARecordingThatGoesOnIsNoLeftoverThoughItsProcessIsNotToBeSeen()
    {
        // As if held in another container with the same /tmp.
        string held = Path.Combine(Temporary, Dead + "-held");
        Directory.CreateDirectory(held);
        Tool.Run("chmod", "700", held);
        using Process holder = Process.Start("flock", [held, "sleep", "60"]);
        Assert.True(Machine.Becomes(() => Tool.Try("flock", "-n", held, "true").ExitCode != 0, 10), "flock(1) did not take the lock");
        using (PerfFolder folder = new())
        {
            Assert.True(Directory.Exists(held));
        }

        holder.Kill(entireProcessTree: true);
        holder.WaitForExit();
        Assert.True(Machine.Becomes(() => Tool.Try("flock", "-n", held, "true").ExitCode == 0, 10), "the lock outlived its holder");
        using PerfFolder next = new();
        Assert.False(Directory.Exists(held));
    }

    [Fact]
    public void WhatAnotherUserCallsALeftoverIsLeftAlone()
    {
        Machine.RequireRoot();
        AsStranger($"mkdir -p '{Temporary}/{Dead}-x/sub'; chmod 700 '{Temporary}/{Dead}-x'; touch '{Temporary}/{Dead}-x/sub/file'");
        using PerfFolder folder = new();
        Assert.True(File.Exists($"{Temporary}/{Dead}-x/sub/file"));
    }

    [Fact]
    public void ALinkToAPrivateFolderOfRootsIsNotFollowedHoweverOftenItIsExchanged()
    {
        Machine.RequireRoot();
        string victim = Path.Combine(_root, "victim");
        Directory.CreateDirectory(Path.Combine(victim, "sub"));
        File.WriteAllText(Path.Combine(victim, "sub", "precious"), "");
        Tool.Run("chmod", "700", victim);
        string name = $"{Temporary}/{Dead}-race";

        // Their own folder with another below it, and links to root's in place of either, exchanged as fast as possible.
        using Process racer = Process.Start("setpriv", [.. _stranger, "bash", "-c",
            $"cd '{Temporary}'; touch began; while :; do mkdir -p '{name}/sub/deep'; mv '{name}/sub' moved; ln -s '{victim}/sub' '{name}/sub'; rm -f '{name}/sub'; rmdir moved/deep moved '{name}'; ln -s '{victim}' '{name}'; rm -f '{name}'; done 2>/dev/null"]);
        try
        {
            Assert.True(Machine.Becomes(() => File.Exists($"{Temporary}/began"), 20), "the other user's script did not start");
            for (int i = 0; i < 300; i++)
            {
                using PerfFolder folder = new();
                Assert.Equal(Temporary, Path.GetDirectoryName(folder.Path));
            }
        }
        finally
        {
            racer.Kill(entireProcessTree: true);
            racer.WaitForExit();
        }

        Assert.True(File.Exists(Path.Combine(victim, "sub", "precious")));
    }

    [Theory]
    [InlineData("chown 65534 .", "belongs to uid 65534")]
    [InlineData("chmod 777 .", "is writable by everyone")]
    [InlineData("chgrp 65534 . && chmod 775 .", "can be written by gid 65534")]
    [InlineData("mkdir sub && chown 65534 .", "belongs to uid 65534")]
    public void APlaceWhereOthersCouldExchangeFilesIsRefusedByName(string made, string why)
    {
        Machine.RequireRoot();
        Tool.Run("bash", "-c", $"cd '{Temporary}'; {made}");
        if (made.StartsWith("mkdir", StringComparison.Ordinal))
        {
            Environment.SetEnvironmentVariable("TMPDIR", Path.Combine(Temporary, "sub"));
        }

        AgentException refusal = Assert.Throws<AgentException>(() => new PerfFolder());
        Assert.Contains($"{Temporary} {why}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Set TMPDIR", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItsOwnFolderIsPrivateAndGoneAtTheEnd()
    {
        string path;
        using (PerfFolder folder = new())
        {
            path = folder.Path;
            Assert.Equal("700", Tool.Run("stat", "-c", "%a", path).Trim());
            File.WriteAllText(folder.Data, "x");
        }

        Assert.False(Directory.Exists(path));
    }

    private static void AsStranger(string script) => Tool.Run("setpriv", [.. _stranger, "bash", "-c", script]);
}
