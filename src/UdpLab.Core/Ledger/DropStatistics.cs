using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>
/// The ethtool -S statistics that count drops, by driver. Left out on purpose: sums and breakdowns of those listed
/// (mlx5 rx_prioN_discards, virtio_net rx_drops, bnxt rx_total_ring_discards), verdicts they already include
/// (virtio_net rxN_xdp_drops), and failures that lose no packet (alloc_rx_buff_failed).
/// </summary>
internal static class DropStatistics
{
    private const string Dropped = "rx_dropped";
    private const string Missed = "rx_missed_errors";
    private const string TxDropped = "tx_dropped";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DropStatistic> All { get; } =
    [
        Rx(["mlx5_core"], "rx_out_of_buffer", "rx_out_of_buffer", [Missed, Dropped],
            "no receive descriptor was free: the host took packets too slowly", "mlx5 en_stats.c, q counter out_of_buffer"),
        Rx(["mlx5_core"], "rx_discards_phy", "rx_discards_phy", [Dropped],
            "the adapter's port buffer was full", "mlx5 en_stats.c, RFC 2863 if_in_discards"),
        Rx(["mlx5_core"], "rx_steer_missed_packets", "rx_steer_missed_packets", [],
            "no steering rule of the adapter matched", "mlx5 en_stats.c, vnic_env nic_receive_steering_discard"),
        Info(["mlx5_core"], "outbound_pci_buffer_overflow", "outbound_pci_buffer_overflow",
            "the adapter's buffer towards PCIe was full", "mlx5 en_stats.c, PCIe performance counters"),
        Info(["mlx5_core"], "dev_out_of_buffer", "dev_out_of_buffer",
            "no receive descriptor was free, all functions of the device together", "mlx5 en_stats.c"),
        Rx(["ixgbe", "i40e"], "rx_missed_errors", "rx_missed_errors", [Missed],
            "no receive descriptor or packet buffer was free", "ixgbe_ethtool.c; i40e_ethtool.c since 5337d2949733"),
        Rx(["ixgbe"], "rx_no_dma_resources", "rx_no_dma_resources", [],
            "no receive descriptor was free", "ixgbe_main.c, QPRDC"),
        Rx(["i40e"], "port.rx_dropped", @"port\.rx_dropped", [],
            "the port's packet buffer was full", "i40e_ethtool.c, GLPRT_RDPC"),
        Rx(["ice"], "rx_dropped.nic", @"rx_dropped\.nic", [Missed],
            "the port discarded them: no buffer was free", "ice_ethtool.c, port rx_discards"),
        Rx(["sfc", "sfc_siena", "sfc_ef100"], "rx_nodesc_drops", "(rx_nodesc_drop_cnt|port_rx_nodesc_drops)", [Dropped],
            "no receive descriptor was free", "sfc ef10.c, siena.c"),
        Rx(["sfc", "sfc_siena", "sfc_ef100"], "rx_nodesc_trunc", "rx_nodesc_trunc", [Dropped],
            "truncated because no receive descriptor was free", "sfc ef10.c"),
        Rx(["sfc", "sfc_siena", "sfc_ef100"], "rx_noskb_drops", "rx_noskb_drops", [Dropped],
            "no memory for a socket buffer", "sfc ef10.c"),
        Rx(["bnxt_en"], "[N]: rx_discards", @"\[\d+\]: rx_discards", [Missed],
            "the ring had no free buffer", "bnxt_ethtool.c, rx_discard_pkts of the ring"),
        Rx(["bnxt_en"], "rx_total_oom_discards", "rx_total_oom_discards", [Dropped],
            "no memory for a packet", "bnxt_ethtool.c"),
        Rx(["bnxt_en"], "rx_total_netpoll_discards", "rx_total_netpoll_discards", [Dropped],
            "discarded while netpoll ran", "bnxt_ethtool.c"),
        Rx(["ena"], "rx_drops", "rx_drops", [Dropped],
            "the device dropped them before the host saw them", "ena_netdev.c, keep-alive event"),
        Tx(["ena"], "tx_drops", "tx_drops", [TxDropped],
            "the device dropped them on their way out", "ena_netdev.c, keep-alive event"),
        Info(["ena"], "pps_allowance_exceeded", "pps_allowance_exceeded",
            "queued or dropped because the instance's packet rate allowance was used up", "ena_ethtool.c, ENI statistics"),
        Info(["ena"], "bw_in_allowance_exceeded", "bw_in_allowance_exceeded",
            "queued or dropped because the instance's inbound bandwidth was used up", "ena_ethtool.c, ENI statistics"),
        Rx(["virtio_net"], "rx_queue_N_drops", @"(rx_queue_\d+|rx\d+)_drops", [Dropped],
            "the driver dropped them: bad length, no memory, or an XDP program's verdict", "virtio_net.c, rq stats drops"),
        Rx(["virtio_net"], "rxN_hw_drops", @"rx\d+_hw_drops", [],
            "the device dropped them: no buffer was free", "virtio_net.c since 6.10, device statistics"),
        Tx(["virtio_net"], "tx_queue_N_xdp_tx_drops", @"(tx_queue_\d+|tx\d+)_xdp_tx_drops", [],
            "the transmit ring was full for redirected frames", "virtio_net.c, virtnet_xdp_xmit"),
        Rx(["veth"], "rx_queue_N_drops", @"rx_queue_\d+_drops", [Dropped],
            "no memory, or a failed XDP action, at the receiving end", "veth.c, rx_drops"),
        Rx(["veth"], "rx_queue_N_xdp_drops", @"rx_queue_\d+_xdp_drops", [],
            "the receiving end's XDP program dropped them", "veth.c, xdp_drops"),
        Tx(["veth"], "tx_queue_N_xdp_xmit_errors", @"tx_queue_\d+_xdp_xmit_errors", [TxDropped],
            "the peer's ring was full for redirected frames", "veth.c, peer_tq_xdp_xmit_err"),
        Rx(["e1000", "e1000e"], "rx_missed_errors", "rx_missed_errors", [Missed],
            "the adapter's packet buffer was full", "e1000_main.c, e1000e netdev.c, MPC"),
        Info(["e1000", "e1000e", "igb", "igc"], "rx_no_buffer_count", "rx_no_buffer_count",
            "waited in the adapter because no receive descriptor was free; not lost yet", "RNBC register"),
        Rx(["igb", "igc"], "rx_missed_errors", "rx_missed_errors", [Missed],
            "the adapter's packet buffer was full", "igb_main.c, igc_main.c, MPC"),
        Rx(["igb", "igc"], "rx_queue_N_drops", @"rx_queue_\d+_drops", [],
            "the queue had no free receive descriptor", "igb_main.c, igc_main.c, RQDPC"),
        Rx(["vmxnet3"], "drv dropped rx total", @"\s*drv dropped rx total", [Dropped],
            "the driver dropped them: errors or bad checksums", "vmxnet3_ethtool.c"),
        Rx(["vmxnet3"], "pkts rx OOB", @"\s*pkts rx OOB", [],
            "the device had no free receive buffer", "vmxnet3_ethtool.c, pktsRxOutOfBuf"),
        Tx(["vmxnet3"], "drv dropped tx total", @"\s*drv dropped tx total", [TxDropped],
            "the driver dropped them: malformed or too many fragments", "vmxnet3_ethtool.c"),
        Tx(["vmxnet3"], "pkts tx discard", @"\s*pkts tx discard", [],
            "the device discarded them", "vmxnet3_ethtool.c, pktsTxDiscard"),
    ];

    private static DropStatistic Rx(string[] drivers, string name, string pattern, string[] partOf, string meaning, string origin) =>
        Make(drivers, name, pattern, DeviceSide.Rx, partOf, false, meaning, origin);

    private static DropStatistic Tx(string[] drivers, string name, string pattern, string[] partOf, string meaning, string origin) =>
        Make(drivers, name, pattern, DeviceSide.Tx, partOf, false, meaning, origin);

    private static DropStatistic Info(string[] drivers, string name, string pattern, string meaning, string origin) =>
        Make(drivers, name, pattern, DeviceSide.Rx, [], true, meaning, origin);

    private static DropStatistic Make(
        string[] drivers, string name, string pattern, DeviceSide side, string[] partOf, bool information, string meaning, string origin) =>
        new()
        {
            Drivers = drivers,
            Name = name,
            Pattern = new Regex($"^{pattern}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)),
            Side = side,
            PartOf = partOf,
            InformationOnly = information,
            Meaning = meaning,
            Origin = origin,
        };
}
