namespace UdpLab.Core.Tests.Guest;

/// <summary>Folders in /tmp of sessions, some of which were killed.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class TemporaryFolderTests
{
    [Fact]
    public void WhatAKilledSessionLeftIsDeleted()
    {
        string prefix = $"udplab-test-{Guid.NewGuid():N}-";
        using TemporaryFolder used = new(prefix);
        string left = Directory.CreateTempSubdirectory(prefix).FullName, beingMade = Directory.CreateTempSubdirectory(prefix).FullName;
        File.WriteAllText(Path.Combine(left, ".lock"), "");
        File.WriteAllText(Path.Combine(left, "vmlinuz"), "a kernel");

        using (TemporaryFolder next = new(prefix))
        {
            Assert.Equal([beingMade, next.Path, used.Path], Directory.GetDirectories(Path.GetTempPath(), prefix + "*").OrderBy(f => f == used.Path ? 2 : f == next.Path ? 1 : 0));
            Assert.False(Directory.Exists(left));
        }

        Directory.Delete(beingMade);
        Assert.Equal([used.Path], Directory.GetDirectories(Path.GetTempPath(), prefix + "*"));
    }

    /// <summary>Where others can rename folders, one of theirs could be deleted in place of ours.</summary>
    [Theory]
    [InlineData(UnixFileMode.None, true)]
    [InlineData(UnixFileMode.OtherWrite, false)]
    [InlineData(UnixFileMode.GroupWrite, false)]
    [InlineData(UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit, true)]
    public void ItIsLookedForWhereOthersCannotRenameIt(UnixFileMode others, bool safe)
    {
        string folder = Directory.CreateTempSubdirectory("udplab-test-").FullName;
        uint owner = FileFacts.Of(folder)!.Value.Owner;
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | others);
        Assert.Equal(safe, TemporaryFolder.IsSafe(folder, owner));
        Assert.False(TemporaryFolder.IsSafe(Path.Combine(folder, "none"), owner));
        Directory.Delete(folder);
    }
}
