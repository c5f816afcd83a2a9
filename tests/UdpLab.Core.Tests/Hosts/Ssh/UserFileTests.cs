using System.Diagnostics;

namespace UdpLab.Tests;

/// <summary>User files that are not regular files, are endless, or belong to another user.</summary>
public sealed class UserFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFifoKeepsNobodyWaiting()
    {
        string fifo = Fifo();
        Assert.Contains("a FIFO, not a regular file", Assert.Throws<IOException>(() => UserFile.ReadText(fifo)).Message, StringComparison.Ordinal);

        KnownHosts known = KnownHosts.Load([fifo]);
        Assert.Contains("a FIFO", Assert.Single(known.Complaints), StringComparison.Ordinal);
        Assert.Single(known.Unread);
        Assert.Contains("a FIFO", Assert.Throws<LabException>(() => KnownHosts.Append(fifo, "host", 22, "ssh-ed25519", Keys.Ed25519, hash: false)).Message, StringComparison.Ordinal);

        SshConfig config = SshConfig.For("host", fifo, fifo);
        Assert.Equal(2, config.NotUnderstood.Count(word => word.Contains("a FIFO", StringComparison.Ordinal)));
        string including = _folder.Write("config", $"Include {fifo} {_folder.Path}/f*", "User included");
        config = SshConfig.For("host", including, null);
        Assert.Equal("included", config.User);
        Assert.Equal(2, config.NotUnderstood.Count(word => word.Contains("a FIFO", StringComparison.Ordinal)));
    }

    [Fact]
    public void WhatHasNoEndIsNotReadToIt()
    {
        Assert.Contains("a device", Assert.Throws<IOException>(() => UserFile.ReadText("/dev/zero")).Message, StringComparison.Ordinal);
        string huge = _folder.At("huge");
        using (FileStream file = File.Create(huge))
        {
            file.SetLength(UserFile.Largest + 1L);
        }

        Assert.Contains("larger than 32 MB", Assert.Throws<IOException>(() => UserFile.ReadText(huge)).Message, StringComparison.Ordinal);
        Assert.Contains("a folder", Assert.Throws<IOException>(() => UserFile.ReadText(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => UserFile.ReadText(_folder.At("none")));
        Assert.Throws<FileNotFoundException>(() => UserFile.ReadText(_folder.At("huge/none")));
    }

    [Fact]
    public void DevNullHasNothingInIt() => Assert.Equal("", UserFile.ReadText("/dev/null"));

    [Fact]
    public void AConfigurationOfAnotherUserIsNotRead()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "This needs root: it gives a file to another user.");
        string config = _folder.Write("config", "User other");
        Tool.Try("chown", "65534", config);
        Assert.Contains("uid 65534", Assert.Throws<LabException>(() => SshConfig.For("host", config, null)).Message, StringComparison.Ordinal);
    }

    private string Fifo()
    {
        string fifo = _folder.At("fifo");
        Tool.Try("mkfifo", "-m", "600", fifo);
        return fifo;
    }
}
