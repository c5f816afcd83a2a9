using System.Buffers.Binary;
using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>Identifies streams by source: pktgen's threads use the same sequence numbers but separate source ports.</summary>
internal sealed unsafe class StreamNames
{
    private readonly (byte[] Address, int FirstPort, int PortsPerThread, int Threads, int FirstStream)[] _sources;

    public StreamNames(StreamSource[] sources)
    {
        int stream = 0;
        _sources = new (byte[], int, int, int, int)[sources.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            _sources[i] = (AddressText.Parse(sources[i].Address).GetAddressBytes(), sources[i].FirstPort, sources[i].PortsPerThread, sources[i].Threads, stream);
            stream += sources[i].Threads;
        }
    }

    /// <summary>The stream of a source; unknown sources share one stream.</summary>
    /// <param name="name">struct sockaddr_in or sockaddr_in6.</param>
    public int Of(byte* name)
    {
        bool ipv6 = *(ushort*)name == Abi.AF_INET6;
        int port = BinaryPrimitives.ReverseEndianness(*(ushort*)(name + 2));
        ReadOnlySpan<byte> address = ipv6 ? new(name + 8, 16) : new(name + 4, 4);
        foreach ((byte[] Address, int FirstPort, int PortsPerThread, int Threads, int FirstStream) source in _sources)
        {
            int thread = (port - source.FirstPort) / source.PortsPerThread;
            if (port >= source.FirstPort && thread < source.Threads && address.SequenceEqual(source.Address))
            {
                return source.FirstStream + thread;
            }
        }

        return PktgenHeader.MaxStreams - 1;
    }
}
