extern alias agent;

using System.Text;
using UdpLab.Wire;

namespace UdpLab.Fuzz.Targets;

/// <summary>The conversation of controller and agent, from either side.</summary>
internal static class WireTargets
{
    public static IEnumerable<FuzzTarget> All()
    {
        byte[][] lines = [.. Seeds.Lines("UdpLab.Agent.Tests/Wire/Goldens.cs"), .. Seeds.Lines("UdpLab.Agent.Tests/Wire/NicGoldens.cs")];
        yield return new FuzzTarget("requests", lines, text =>
        {
            if (agent::UdpLab.Agent.Requests.RequestReader.Read(text) is null)
            {
                throw new InvalidOperationException("Neither a request nor why it is none.");
            }
        });
        yield return new FuzzTarget("replies", lines, text => _ = ReplyReader.Read(Encoding.UTF8.GetString(text)), typeof(InvalidDataException));
        yield return new FuzzTarget("frames of a guest", [Frames(), .. lines.Take(20).Select(line => Frame(GuestFrameKind.Data, 1, line))], bytes =>
        {
            using MemoryStream stream = new(bytes);
            while (GuestFrame.Read(stream) is not null)
            {
            }
        }, typeof(InvalidDataException));
    }

    /// <summary>A short conversation.</summary>
    private static byte[] Frames() =>
    [
        .. Frame(GuestFrameKind.Ready, 0, []), .. Frame(GuestFrameKind.Start, 1, "agent\0"u8.ToArray()), .. Frame(GuestFrameKind.Complaint, 1, "mount: EINVAL\n"u8.ToArray()),
        .. Frame(GuestFrameKind.Close, 1, []), .. Frame(GuestFrameKind.Kill, 1, []), .. Frame(GuestFrameKind.Ended, 1, "0"u8.ToArray()),
    ];

    private static byte[] Frame(GuestFrameKind kind, int number, byte[] bytes)
    {
        using MemoryStream written = new();
        GuestFrame.Write(written, kind, number, bytes);
        return written.ToArray();
    }
}
