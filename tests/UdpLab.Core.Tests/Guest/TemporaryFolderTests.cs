namespace UdpLab.Core.Tests.Guest;

/// <summary>Folders in /tmp of sessions, some of which were killed.</summary>
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
            Assert.Equal([beingMade, next.Path, used.Path], Directory.GetDirectories(Path.GetTempPath(), prefix + "*").Order(StringComparer.Ordinal).OrderBy(f => f == used.Path ? 2 : f == next.Path ? 1 : 0));
            Assert.False(Directory.Exists(left));
        }

        Directory.Delete(beingMade);
        Assert.Equal([used.Path], Directory.GetDirectories(Path.GetTempPath(), prefix + "*"));
    }
}
