/**
 * Networks in which servers live and nobody browses: the autonomous systems under which well-known clouds announce the
 * addresses that their customers rent, each as its operator names it in the registries.
 *
 * Left out are networks through which people browse: VPNs and their hosts (M247, Datacamp), the relays of iCloud
 * (Akamai 36183, Cloudflare 13335, Fastly 54113), offices behind a filter (Zscaler), and Google's own 15169.
 */
export const dataCentres: readonly number[] = [
  14618, // Amazon
  16509, // Amazon
  8075, // Microsoft Azure
  396982, // Google Cloud
  31898, // Oracle Cloud
  36351, // IBM Cloud (SoftLayer)
  45102, // Alibaba Cloud
  37963, // Alibaba Cloud, China
  132203, // Tencent Cloud
  45090, // Tencent Cloud, China
  136907, // Huawei Cloud
  55990, // Huawei Cloud, China
  14061, // DigitalOcean
  63949, // Akamai Connected Cloud (Linode)
  20473, // Vultr (Constant)
  24940, // Hetzner
  213230, // Hetzner Cloud
  16276, // OVHcloud
  12876, // Scaleway
  51167, // Contabo
  8560, // IONOS
  197540, // netcup
  202053, // UpCloud
  61157, // Exoscale
  60781, // Leaseweb, the Netherlands
  30633, // Leaseweb, the United States
  26496, // GoDaddy
  47583, // Hostinger
  46606, // Newfold (Bluehost, HostGator)
  36352, // HostPapa (ColoCrossing)
];
