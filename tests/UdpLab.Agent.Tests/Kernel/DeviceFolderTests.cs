using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests.Kernel;

public sealed class DeviceFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("udplab-sys-").FullName;

    [Theory]
    [InlineData(null, "1", 1)]
    [InlineData("0", "1", 0)]
    [InlineData("-1", "1", null)]
    [InlineData(null, "-1", null)]
    [InlineData(null, null, null)]
    public void AVirtioDeviceIsOnTheNodeOfItsPciFunction(string? own, string? function, int? node)
    {
        string device = Directory.CreateDirectory(Path.Combine(_root, "virtio1")).FullName;
        Tell(device, own);
        Tell(_root, function);
        Assert.Equal(node, DeviceFolder.NodeOf([device, _root]));

        static void Tell(string folder, string? text)
        {
            if (text is not null)
            {
                File.WriteAllText(Path.Combine(folder, "numa_node"), text + "\n");
            }
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
