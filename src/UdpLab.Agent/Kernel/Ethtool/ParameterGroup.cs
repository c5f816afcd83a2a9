using System.Buffers.Binary;
using System.Runtime.InteropServices;
using UdpLab.Wire;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// Numbers of an interface that are read and set together: by ethtool netlink, or by SIOCETHTOOL if the kernel lacks that
/// netlink command. What a driver does not support is omitted.
/// </summary>
internal sealed class ParameterGroup
{
    private const int LongestStruct = 128;

    public required string Name { get; init; }

    /// <summary>ETHTOOL_MSG_*_GET; the message that sets is the next number.</summary>
    public required byte Message { get; init; }

    /// <summary>The ETHTOOL_G* command; its ETHTOOL_S* is the next number.</summary>
    public required uint Ioctl { get; init; }

    public required ParameterField[] Fields { get; init; }

    /// <summary>A count and its maximum; a maximum of 0 means that the device lacks it.</summary>
    public (string Field, string Maximum)[] Maxima { get; init; } = [];

    /// <summary>All supported fields; null if the driver lacks the group.</summary>
    public Dictionary<string, uint>? Read(string name)
    {
        Dictionary<string, uint> values = [];
        int errno = EthtoolNetlink.Exists ? ReadNetlink(name, values) : Errno.EOPNOTSUPP;
        if (errno == Errno.EOPNOTSUPP)
        {
            // Either this kernel's netlink lacks the command, or the driver lacks the group.
            errno = ReadIoctl(name, values);
        }

        return errno == 0 && values.Count > 0 ? values : null;
    }

    /// <summary>Sets fields; the others are unchanged.</summary>
    public void Write(string name, IReadOnlyDictionary<string, uint> values)
    {
        Dictionary<string, uint> now = Read(name)
            ?? throw new AgentException(FailureCode.NotSupported, $"The driver of {name} has no {Name}.");
        ParameterField[] changed = [.. Fields.Where(f => values.TryGetValue(f.Name, out uint value) && (!now.TryGetValue(f.Name, out uint old) || old != value))];
        if (changed.Length == 0)
        {
            return;
        }

        string? words = null;
        int errno = Errno.EOPNOTSUPP;
        if (EthtoolNetlink.Exists)
        {
            (errno, words) = EthtoolNetlink.Set((byte)(Message + 1), name, message => Array.ForEach(changed, f => Add(message, f, values[f.Name])));
        }

        if (errno == Errno.EOPNOTSUPP && words is null)
        {
            errno = WriteIoctl(name, changed, values);
        }

        if (errno != 0)
        {
            string tried = $"Setting {Name} of {name} to {string.Join(' ', changed.Select(f => $"{f.Name} {Text(f, values[f.Name])}"))} failed{(words is null ? "" : $" ({words})")}"
                + (errno == Errno.EBUSY ? "; some drivers accept it only while the interface is down (virtio_net tx-frames, for example)" : "");
            throw AgentException.FromErrno(errno, tried, name);
        }
    }

    public static string Text(ParameterField field, uint value) => !field.IsSwitch ? value.ToString(System.Globalization.CultureInfo.InvariantCulture) : value != 0 ? "on" : "off";

    private static void Add(NetlinkMessage message, ParameterField field, uint value)
    {
        if (field.IsSwitch)
        {
            message.Add(field.Attribute, [(byte)value]);
        }
        else
        {
            message.Add(field.Attribute, value);
        }
    }

    private int ReadNetlink(string name, Dictionary<string, uint> values) => EthtoolNetlink.Get(Message, name, reply =>
    {
        foreach (ParameterField field in Fields)
        {
            ReadOnlySpan<byte> value = reply.Attribute(0, field.Attribute);
            if (!value.IsEmpty)
            {
                values[field.Name] = value.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(value) : value[0];
            }
        }
    });

    private int ReadIoctl(string name, Dictionary<string, uint> values)
    {
        Span<byte> data = stackalloc byte[LongestStruct];
        data.Clear();
        MemoryMarshal.Write(data, Ioctl);
        int errno = EthtoolIoctl.Call(name, data);
        if (errno != 0)
        {
            return errno;
        }

        foreach (ParameterField field in Fields.Where(f => f.Word > 0))
        {
            values[field.Name] = MemoryMarshal.Read<uint>(data[(field.Word * 4)..]);
        }

        foreach ((string field, string maximum) in Maxima)
        {
            if (values.GetValueOrDefault(maximum) == 0)
            {
                values.Remove(field);
                values.Remove(maximum);
            }
        }

        return 0;
    }

    private int WriteIoctl(string name, ParameterField[] changed, IReadOnlyDictionary<string, uint> values)
    {
        Span<byte> data = stackalloc byte[LongestStruct];
        data.Clear();
        MemoryMarshal.Write(data, Ioctl);
        int errno = EthtoolIoctl.Call(name, data);
        if (errno != 0)
        {
            return errno;
        }

        MemoryMarshal.Write(data, Ioctl + 1);
        foreach (ParameterField field in changed)
        {
            MemoryMarshal.Write(data[(field.Word * 4)..], values[field.Name]);
        }

        return EthtoolIoctl.Call(name, data);
    }
}
